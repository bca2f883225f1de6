using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>What a Namespace has that nobody writes: its label, its finalizer in spec, its phase.</summary>
internal static class Namespaces
{
    public const string Resource = "namespaces";
    public const string Finalizer = "kubernetes";
    private const string NameLabel = "kubernetes.io/metadata.name";

    public static MapNode Complete(MapNode body)
    {
        var labels = (body.Meta().Map("labels") ?? MapNode.Empty).With(NameLabel, body.NameOf());
        var spec = body.Map("spec") ?? MapNode.Empty;
        var finalizers = spec.Texts("finalizers").Select(text => text.Value).ToList();
        if (!finalizers.Contains(Finalizer)) finalizers.Add(Finalizer);
        return body.WithMeta("labels", labels)
            .With("spec", spec.With("finalizers", ListNode.Of(finalizers.Select(name => (Node)name))))
            .With("status", new MapBuilder { ["phase"] = "Active" }!);
    }

    public static IEnumerable<string> SpecFinalizers(MapNode body) => body.Map("spec").Texts("finalizers").Select(text => text.Value);
}
