using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>A file, or for `kustomize` a folder, that a spec names: its path in the source and the place that names it.</summary>
public sealed record NamedFile(string Path, Sourced<string> Written, bool IsFolder = false);

/// <summary>Which files specs name, so that only those are read besides YAML. Paths are relative to the spec's file and may not leave the source.</summary>
public static class NamedFiles
{
    private static readonly ImmutableArray<(SpecKind Kind, string[] Path)> Fields =
    [
        (SpecKind.App, ["procfile"]),
        (SpecKind.App, ["appJson"]),
        (SpecKind.App, ["kustomize"]),
        (SpecKind.Certificate, ["certificateFile"]),
        (SpecKind.Certificate, ["keyFile"]),
        (SpecKind.Environment, ["sync", "verify", "allowedSigners"]),
        (SpecKind.Environment, ["sync", "verify", "keyring"]),
        (SpecKind.Environment, ["cluster", "installScript"]),
        (SpecKind.Environment, ["router", "etcd", "caFile"]),
        (SpecKind.Environment, ["router", "etcd", "certFile"]),
        (SpecKind.Environment, ["router", "etcd", "keyFrom", "file"]),
        (SpecKind.Environment, ["router", "etcd", "passwordFrom", "file"]),
    ];

    public static (ImmutableArray<NamedFile> Files, ImmutableArray<Diagnostic> Problems) Of(SourceTree tree) => Of(SpecDocuments.Of(tree.Files.Values).Specs);

    public static (ImmutableArray<NamedFile> Files, ImmutableArray<Diagnostic> Problems) Of(IEnumerable<SpecDocument> documents)
    {
        var files = ImmutableArray.CreateBuilder<NamedFile>();
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var document in documents)
        {
            foreach (var (kind, path) in Fields)
            {
                if (kind != document.Kind || document.Spec.Path(path) is not ScalarNode { Kind: ScalarKind.String } node) continue;
                if (node.Value.Length == 0 || node.Value.Contains("://", StringComparison.Ordinal)) continue;
                var written = new Sourced<string>(node.Value, node.Origin);
                if (Resolve(document.File, node.Value) is { } resolved) files.Add(new NamedFile(resolved, written, path[^1] == "kustomize"));
                else problems.Add(SourceCodes.FileLeavesSource.At(node.Origin, $"{node.Value} lies outside the source", "move the file into the source", string.Join('.', ["spec", .. path])));
            }
        }
        return (files.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>The path in the source of a path that a spec writes, or null where it leaves the source.</summary>
    public static string? Resolve(string specFile, string written)
    {
        if (written.StartsWith('/') || written.Contains('\\', StringComparison.Ordinal)) return null;
        var folder = specFile.LastIndexOf('/') is var slash and >= 0 ? specFile[..slash] : "";
        var parts = new List<string>();
        foreach (var part in $"{folder}/{written}".Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }
        return parts.Count == 0 ? null : string.Join('/', parts);
    }
}
