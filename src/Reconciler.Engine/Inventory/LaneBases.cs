using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

/// <summary>
/// What the source wanted of a lane where something else was applied, because it was held; and how it would run where its spec says that it
/// is stopped. By this a hold can be made and ended without the source. No secret value is in it.
/// </summary>
public sealed record LaneBases(ImmutableArray<MapNode> Source, ImmutableArray<MapNode> Started)
{
    public static readonly LaneBases None = new([], []);

    public bool IsEmpty => Source.IsEmpty && Started.IsEmpty;

    public static LaneBases Of(IEnumerable<Manifest> source, IEnumerable<Manifest> started) => new([.. source.Select(Body)], [.. started.Where(manifest => !ObjectHasher.IsSecret(manifest.Body)).Select(Body)]);

    public byte[] Packed() => PackedJson.Write(new MapBuilder { ["source"] = ListNode.Of(Source), ["started"] = ListNode.Of(Started) }.ToMap());

    public static LaneBases Unpacked(ReadOnlyMemory<byte> packed)
    {
        var map = PackedJson.Read(packed);
        return new LaneBases([.. map.Maps("source")], [.. map.Maps("started")]);
    }

    /// <summary>Such objects as manifests of their lane.</summary>
    public static ImmutableArray<Manifest> Manifests(ImmutableArray<MapNode> bodies, Lane lane) => [.. bodies.Select(body => KeptRevision.Of(body, lane))];

    private static MapNode Body(Manifest manifest) => DesiredObject.Of(manifest) is { IsSecret: true } secret ? secret.Body.Without("data") : CanonicalManifest.Of(manifest.Body);
}
