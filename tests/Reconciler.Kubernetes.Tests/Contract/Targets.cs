using System.Reflection;
using Xunit.Sdk;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>What the suite runs against.</summary>
public enum Target
{
    Sandbox,
    Cluster,
}

/// <summary>Runs a test against the sandbox, and against the cluster of RECONCILE_TEST_KUBECONFIG where that is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EverywhereAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        yield return [Target.Sandbox];
        if (ContractCluster.RealConfig is not null) yield return [Target.Cluster];
    }
}

/// <summary>Runs a test against the sandbox only: it needs what no API server does by itself, such as pods that become ready.</summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("Reconciler.Kubernetes.Tests.Contract.SandboxTrait", "Reconciler.Kubernetes.Tests")]
public sealed class OnSandboxAttribute : DataAttribute, ITraitAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Target.Sandbox]];
}

/// <summary>Marks what only the sandbox can do.</summary>
public sealed class SandboxTrait : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(Xunit.Abstractions.IAttributeInfo traitAttribute) => [new("Needs", "Sandbox")];
}
