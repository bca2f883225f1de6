using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Layout;

/// <summary>
/// The kustomizations of a source and which of them name which others. A kustomization that nothing names and that lies
/// in no other one is built by itself.
/// </summary>
public sealed record KustomizationGraph(ImmutableSortedDictionary<string, ImmutableArray<string>> References)
{
    private static readonly string[] Fields = ["resources", "bases", "components", "generators", "transformers", "validators"];

    /// <summary>The graph of kustomization files, given by the folder of each.</summary>
    public static KustomizationGraph Of(IReadOnlyDictionary<string, YamlFile> files) => new(files.ToImmutableSortedDictionary(
        file => file.Key,
        file => file.Value.Documents.SelectMany(document => Fields.SelectMany(field => document.Root.Texts(field)))
            .Select(written => Resolve(file.Key, written.Value))
            .OfType<string>()
            .Where(files.ContainsKey)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToImmutableArray(),
        StringComparer.Ordinal));

    /// <summary>The folders whose files are needed to build this one: itself and whatever it names, however far.</summary>
    public ImmutableSortedSet<string> Needed(string folder)
    {
        var needed = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            if (!needed.Add(next)) continue;
            foreach (var named in References.GetValueOrDefault(next, [])) open.Push(named);
        }
        return needed.ToImmutable();
    }

    /// <summary>
    /// The folders to build by themselves, of those that stand for themselves and that no App has as its own; a note about
    /// each that is left to another one.
    /// </summary>
    public (ImmutableArray<string> Folders, ImmutableArray<Diagnostic> Notes) Roots(SourceLayout layout, IReadOnlySet<string> ofApps)
    {
        var folders = ImmutableArray.CreateBuilder<string>();
        var notes = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var folder in layout.Standing.Where(folder => !ofApps.Contains(folder)))
        {
            var place = new Origin(layout.Kustomizations[folder], 1, 1);
            if (References.FirstOrDefault(other => other.Key != folder && other.Value.Contains(folder)).Key is { } user)
                notes.Add(SourceCodes.SkippedKustomization.At(place, $"this kustomization is part of {Shown(user)} and is not built by itself"));
            else if (folder.Length > 0 && SourceEntry.FoldersOf(folder).FirstOrDefault(References.ContainsKey) is { } around)
                notes.Add(SourceCodes.SkippedKustomization.At(place, $"this kustomization lies in {Shown(around)}, which does not name it, so nothing builds it", $"name it under resources of {layout.Kustomizations[around]}, or move it out"));
            else
                folders.Add(folder);
        }
        return (folders.ToImmutable(), notes.ToImmutable());
    }

    private static string Shown(string folder) => folder.Length == 0 ? "the source's own kustomization" : folder;

    /// <summary>The folder of the source that a kustomization names, "" for the source's own; null for anything else.</summary>
    private static string? Resolve(string folder, string written)
    {
        if (written.Contains("://", StringComparison.Ordinal) || written.StartsWith('/')) return null;
        var parts = new List<string>();
        foreach (var part in SourceEntry.Join(folder, written).Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }
        return string.Join('/', parts);
    }
}
