using System.Reflection;
using Xunit.Sdk;

namespace Reconciler.Apply.Tests;

/// <summary>What a test runs against.</summary>
public enum Target
{
    Sandbox,
    Cluster,
}

/// <summary>Runs a test against the sandbox, and against the cluster of RECONCILE_TEST_KUBECONFIG where that is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EverywhereAttribute : DataAttribute
{
    public static string? RealConfig { get; } = Environment.GetEnvironmentVariable("RECONCILE_TEST_KUBECONFIG") is { Length: > 0 } path ? path : null;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        yield return [Target.Sandbox];
        if (RealConfig is not null) yield return [Target.Cluster];
    }
}
