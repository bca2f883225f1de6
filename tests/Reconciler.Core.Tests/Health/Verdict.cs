using Reconciler.Health;

namespace Reconciler.Core.Tests.Health;

/// <summary>A verdict as one line, "Progressing: 2 of 3 pods ready".</summary>
internal static class Verdict
{
    public static string Of(string yaml) => Text(HealthRules.Of(Trees.Read(yaml)));

    public static string Text(HealthVerdict health) => $"{health.State}: {health.Message}";

    /// <summary>An object of a kind at generation 2, with the rest of its fields as given.</summary>
    public static string OfKind(string apiVersion, string kind, string rest) =>
        Of($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: shop, namespace: demo, generation: 2, uid: 0b5f}}\n{rest}");
}
