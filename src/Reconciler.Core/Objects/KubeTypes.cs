using System.Collections.Immutable;

namespace Reconciler.Objects;

/// <summary>
/// What Kubernetes 1.36 knows of its built-in kinds and their fields. The table is read on first use and never changes.
/// </summary>
public static class KubeTypes
{
    /// <summary>The Kubernetes release that the table was taken from.</summary>
    public const string Release = "1.36";

    internal const string ResourceName = "kubernetes-types.txt";

    private static readonly Lazy<KubeTypeTable> Table = new(() => KubeTypeTable.Read(EmbeddedText()));

    /// <summary>Every built-in kind, in the table's order: by group, version and kind.</summary>
    public static ImmutableArray<KubeKind> Kinds => Table.Value.Kinds;

    public static IEnumerable<KubeType> Types => Table.Value.Types;

    /// <summary>The kind of an object's apiVersion and kind, or null where Kubernetes has none built in.</summary>
    public static KubeKind? Find(string apiVersion, string kind) => Table.Value.Find(apiVersion, kind);

    public static KubeKind? Of(MapNode body) => Find(body.Text("apiVersion")?.Value ?? "", body.Text("kind")?.Value ?? "");

    /// <summary>The type of a full name such as io.k8s.api.core.v1.PodSpec, or null.</summary>
    public static KubeType? Type(string name) => Table.Value.Type(name);

    /// <summary>The type of what stands in a pod template's spec.</summary>
    public static KubeType PodSpec => Type("io.k8s.api.core.v1.PodSpec")!;

    /// <summary>The type of every object's metadata.</summary>
    public static KubeType ObjectMeta => Type("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")!;

    /// <summary>Whether Kubernetes itself serves the group; "" is the core group.</summary>
    public static bool IsBuiltInGroup(string group) => Table.Value.Groups.Contains(group);

    public static ImmutableHashSet<string> Groups => Table.Value.Groups;

    internal static string EmbeddedText()
    {
        using var stream = typeof(KubeTypes).Assembly.GetManifestResourceStream(ResourceName)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }
}
