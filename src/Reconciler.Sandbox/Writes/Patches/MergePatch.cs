using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A merge patch as RFC 7386 has it: maps are merged, null takes a key away, everything else is replaced.</summary>
internal static class MergePatch
{
    public static Node Apply(Node? target, Node patch)
    {
        if (patch is not MapNode change) return patch;
        var old = target as MapNode ?? MapNode.Empty;
        var merged = ImmutableArray.CreateBuilder<MapEntry>(old.Entries.Length + change.Entries.Length);
        foreach (var entry in old.Entries)
        {
            if (!change.Has(entry.Key)) merged.Add(entry);
            else if (change[entry.Key] is { } value and not ScalarNode { IsNull: true }) merged.Add(entry with { Value = Apply(entry.Value, value) });
        }
        foreach (var entry in change.Entries)
            if (!old.Has(entry.Key) && entry.Value is not ScalarNode { IsNull: true }) merged.Add(entry with { Value = Apply(null, entry.Value) });
        return new MapNode(merged.ToImmutable());
    }
}
