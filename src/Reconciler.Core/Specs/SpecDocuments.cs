using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>The documents of a source told apart: specs of ours, and plain manifests. Encrypted ones are unknown and in neither list.</summary>
public sealed record SpecDocuments(ImmutableArray<SpecDocument> Specs, ImmutableArray<MapNode> Manifests, ImmutableArray<MapNode> Unrecognised, ImmutableArray<Diagnostic> Problems)
{
    public static SpecDocuments Of(IEnumerable<YamlFile> files)
    {
        var specs = ImmutableArray.CreateBuilder<SpecDocument>();
        var manifests = ImmutableArray.CreateBuilder<MapNode>();
        var unrecognised = ImmutableArray.CreateBuilder<MapNode>();
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var document in files.SelectMany(file => file.Documents))
        {
            var root = WithoutAnchors(document.Root);
            if (root.Entries.Length == 0 && document.Root.Entries.Length > 0) continue;
            var apiVersion = root.Text("apiVersion")?.Value ?? "";
            if (IsEncrypted(root)) problems.Add(SourceCodes.Encrypted.At(root.Find("sops")!.Value.KeyOrigin, $"{root.Text("kind")?.Value ?? "the document"} is encrypted with SOPS and can't be read here"));
            else if (apiVersion == SpecDocument.ApiVersion && KindOf(root) is { } kind) specs.Add(new SpecDocument(kind, root));
            else if (apiVersion.Length > 0 && !apiVersion.StartsWith("reconciler.dev/", StringComparison.Ordinal)) manifests.Add(root);
            else unrecognised.Add(root);
        }
        return new SpecDocuments(specs.ToImmutable(), manifests.ToImmutable(), unrecognised.ToImmutable(), problems.ToImmutable());
    }

    private static SpecKind? KindOf(MapNode root) =>
        root.Text("kind")?.Value is { } kind && Enum.TryParse<SpecKind>(kind, ignoreCase: false, out var known) && !char.IsAsciiDigit(kind[0]) ? known : null;

    private static bool IsEncrypted(MapNode root) => root.Map("sops") is { } sops && (sops.Has("mac") || sops.Has("version"));

    /// <summary>Top-level keys that start with x- are a place for anchors.</summary>
    private static MapNode WithoutAnchors(MapNode root) => root.Entries.Any(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal))
        ? new MapNode(root.Entries.RemoveAll(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)), root.Origin)
        : root;
}
