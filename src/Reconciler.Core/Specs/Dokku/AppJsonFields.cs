using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Dokku;

/// <summary>
/// Typed reads of app.json. Nothing else checks that file, so a value of another type is reported here; null counts as
/// not written, as it does in Dokku.
/// </summary>
internal sealed class AppJsonFields(ImmutableArray<Diagnostic>.Builder problems)
{
    public ImmutableArray<Diagnostic>.Builder Problems { get; } = problems;

    public Sourced<string>? Text(MapNode map, string key)
    {
        if (Written(map, key) is not { } value) return null;
        if (value is ScalarNode scalar) return new Sourced<string>(scalar.Kind == ScalarKind.String ? scalar.Value : scalar.Written, scalar.Origin);
        return Wrong<Sourced<string>>(value, $"{key} has to be text");
    }

    public Sourced<int>? Number(MapNode map, string key) => Written(map, key) is not { } value ? null
        : map.Int(key) ?? Wrong<Sourced<int>>(value, $"{key} has to be a whole number");

    /// <summary>A number above zero; zero means not set in Dokku.</summary>
    public Sourced<int>? Positive(MapNode map, string key) => Number(map, key) switch
    {
        { Value: < 0 } negative => Wrong<Sourced<int>>(map[key]!, $"{key} can't be {negative.Value}"),
        { Value: > 0 } number => number,
        _ => null,
    };

    public Sourced<bool>? Flag(MapNode map, string key) => Written(map, key) is not { } value ? null
        : map.Flag(key) ?? Wrong<Sourced<bool>>(value, $"{key} has to be true or false");

    public MapNode? Map(MapNode map, string key) => Written(map, key) is not { } value ? null : value as MapNode ?? Wrong<MapNode>(value, $"{key} has to be an object");

    public ListNode? List(MapNode map, string key) => Written(map, key) is not { } value ? null : value as ListNode ?? Wrong<ListNode>(value, $"{key} has to be a list");

    /// <summary>The objects of a list; an item of another type is reported.</summary>
    public IEnumerable<MapNode> Maps(ListNode? list, string what)
    {
        foreach (var item in list?.Items ?? [])
        {
            if (item is MapNode map) yield return map;
            else Wrong<MapNode>(item, $"{what} has to be an object");
        }
    }

    /// <summary>A note for each key that is not one of these.</summary>
    public void OnlyKnown(MapNode map, string where, params ReadOnlySpan<string> known)
    {
        foreach (var entry in map.Entries)
            if (!known.Contains(entry.Key)) Problems.Add(ValueCodes.AppJsonUnknown.At(entry.KeyOrigin, $"\"{entry.Key}\" of {where} is not known and not read"));
    }

    public void Ignored(Origin place, string message, string? fix = null) => Problems.Add(ValueCodes.AppJsonIgnored.At(place, message, fix));

    /// <summary>Text in which placeholders are replaced later: Dokku's are written as ours.</summary>
    public Node Interpolated(Node node)
    {
        switch (node)
        {
            case ScalarNode { Kind: ScalarKind.String } scalar:
                var text = Interpolation.FromDokku(scalar.Value, out var unknown);
                Problems.AddRange(unknown.Select(problem => problem.At(ValueCodes.Placeholder, scalar.Origin)));
                return ScalarNode.Of(text, scalar.Origin);
            case ListNode list:
                return new ListNode([.. list.Items.Select(Interpolated)], list.Origin);
            case MapNode map:
                return new MapNode([.. map.Entries.Select(entry => entry with { Value = Interpolated(entry.Value) })], map.Origin);
            default:
                return node;
        }
    }

    /// <summary>A line for a shell, where no placeholder of Dokku's templates is replaced.</summary>
    public ListNode? ShellLine(Sourced<string> line)
    {
        NoTemplate(line);
        return Command.FromShellLine(line, Problems);
    }

    public void NoTemplate(Sourced<string> text)
    {
        if (Interpolation.HasDokkuTemplate(text.Value))
            Problems.Add(ValueCodes.AppJsonTemplate.At(text.Origin, "a placeholder stays as it is here", "write the name out; placeholders are replaced in health checks and trigger metadata"));
    }

    private static Node? Written(MapNode map, string key) => map[key].IsNullOrMissing() ? null : map[key];

    private T? Wrong<T>(Node value, string message) where T : class
    {
        var found = value switch { MapNode => "an object", ListNode => "a list", ScalarNode { Kind: ScalarKind.String } text => $"\"{text.Value}\"", _ => value.ToString() };
        Problems.Add(ValueCodes.AppJsonValue.At(value.Origin, $"{message}; this is {found}") with { Found = found });
        return null;
    }
}
