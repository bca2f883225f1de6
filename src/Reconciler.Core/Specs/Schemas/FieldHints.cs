using Reconciler.Diagnostics;

namespace Reconciler.Specs.Schemas;

/// <summary>What an unknown field was probably meant to be, and where it belongs.</summary>
internal sealed class FieldHints(SchemaField root)
{
    private const string AnyProcess = "spec.processes.<name>";

    private readonly Lazy<ILookup<string, string>> _pathsByName = new(() =>
        root.Walk().Skip(1).Where(field => !field.IsFreeKey).Select(field => (field.Name, Path: field.Path[(root.Name.Length + 1)..]))
            .Where(field => !field.Path.Contains(".*.", StringComparison.Ordinal))
            .OrderBy(field => field.Path.Count(letter => letter == '.')).ToLookup(field => field.Name, field => field.Path, StringComparer.Ordinal));

    /// <summary>The fields that this map has, as a list.</summary>
    public string Expected(PlacedNode parent) => $"one of {string.Join(", ", Known(parent))}";

    public string Fix(PlacedNode parent, string key)
    {
        var known = Known(parent);
        if (known.FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } sameLetters) return $"write {sameLetters}";
        if (Habits.Meant(key) is { } meant && Resolve(parent, known, key, meant) is { } target) return target;
        var spelled = Spelling.Closest(key, known);
        if (spelled is not null && !_pathsByName.Value.Contains(key)) return $"write {spelled}";
        if (Elsewhere(parent, key) is { } place) return $"move it to {place}";
        if (spelled is not null) return $"write {spelled}";
        if (Elsewhere(parent, Spelling.Closest(key, _pathsByName.Value.Select(group => group.Key)) ?? "") is { } near) return $"did you mean {near}?";
        return known.Count == 0 ? "remove it" : $"remove it, or write {Expected(parent)}";
    }

    /// <summary>A habit's target, from this map where it starts here, else from wherever the kind has it.</summary>
    private string? Resolve(PlacedNode parent, List<string> known, string key, string target)
    {
        var first = target.Split('.')[0];
        if (first is "metadata" or "spec") return parent.Path + "." + key != target ? $"move it to {target}" : null;
        if (known.Contains(first)) return target.Contains('.', StringComparison.Ordinal) ? $"move it to {Joined(parent.Path, target)}" : $"write {target}";
        return Elsewhere(parent, first) is { } place ? $"write it as {place}{target[first.Length..]}" : null;
    }

    /// <summary>The path of the field of that name that is nearest to the root, in the process that is spoken of.</summary>
    private string? Elsewhere(PlacedNode parent, string name)
    {
        var paths = _pathsByName.Value[name].Where(path => path != Joined(parent.Path, name)).ToList();
        var path = paths.FirstOrDefault(path => path == $"spec.{name}") ?? paths.FirstOrDefault(path => path.StartsWith(AnyProcess, StringComparison.Ordinal)) ?? paths.FirstOrDefault();
        return path?.Replace("<name>", Process(parent.Path), StringComparison.Ordinal);
    }

    private static string Process(string path) =>
        SchemaFields.Segments(path) is ["spec", "processes", var process, ..] && process != "*" ? process : "web";

    private List<string> Known(PlacedNode parent) =>
        [.. SchemaFields.Follow(root, SchemaFields.Segments(parent.Path))?.Children.Where(child => !child.IsFreeKey).Select(child => child.Name) ?? []];

    private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
