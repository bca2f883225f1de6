using System.Text.RegularExpressions;

namespace Reconciler.Specs.Schemas;

/// <summary>The fields of the kinds as their schemas describe them: for `reconcile explain`, for suggestions and for tests.</summary>
public static partial class SchemaFields
{
    [GeneratedRegex(@"\[(?:""(?<key>[^""]*)""|\d*)\]")]
    private static partial Regex Bracket();

    /// <summary>The document of a kind; its children are apiVersion, kind, metadata and spec. Null where there is no such kind.</summary>
    public static SchemaField? Of(string kind) =>
        SchemaFile.Find(kind) is { } file ? new SchemaField(file.Kind, file.Kind, file.Tree, Definitions(file), required: true) : null;

    /// <summary>
    /// The field of a path such as App.processes.web.port, with or without spec after the kind; null where there is none.
    /// Where any key may stand, any does; positions in lists are left out or in brackets.
    /// </summary>
    public static SchemaField? Find(string path)
    {
        var segments = Segments(path);
        if (segments.Count == 0 || SchemaFile.Kinds.FirstOrDefault(kind => kind.Equals(segments[0], StringComparison.OrdinalIgnoreCase)) is not { } kind) return null;
        var root = Of(kind)!;
        return Follow(root, segments.Skip(1)) ?? (root.Child("spec") is { } spec ? Follow(spec, segments.Skip(1)) : null);
    }

    /// <summary>The segments of a path; a key in brackets and quotes is one, positions of lists are none.</summary>
    internal static List<string> Segments(string path)
    {
        var keys = new List<string>();
        var plain = Bracket().Replace(path, match =>
        {
            if (!match.Groups["key"].Success) return "";
            keys.Add(match.Groups["key"].Value);
            return $".\0{keys.Count - 1}";
        });
        return [.. plain.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(segment => segment[0] == '\0' ? keys[int.Parse(segment.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)] : segment)];
    }

    internal static SchemaField? Follow(SchemaField? from, IEnumerable<string> segments)
    {
        foreach (var segment in segments) from = from?.Child(segment);
        return from;
    }

    private static Objects.MapNode Definitions(SchemaFile file) => file.Tree["definitions"] as Objects.MapNode ?? Objects.MapNode.Empty;
}
