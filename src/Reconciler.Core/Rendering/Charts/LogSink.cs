using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Charts;

/// <summary>
/// Environment.logs.sink as values of Chart vector. `type://?key=value&amp;key[sub]=value&amp;key[]=item` becomes a sink of that
/// type; values that are JSON numbers, true or false have that type.
/// </summary>
internal static class LogSink
{
    private const string Name = "environment_sink";
    private const string Input = "kubernetes_container_logs";

    /// <summary>The values, or null where the text can't be read, with the reason reported.</summary>
    public static MapNode? Values(Sourced<string> sink, ICollection<Diagnostic> problems)
    {
        if (Read(sink, out var problem) is { } options)
        {
            return new MapBuilder
            {
                ["customConfig"] = new MapBuilder(sink.Origin)
                {
                    ["sinks"] = new MapBuilder(sink.Origin) { ["console"] = ScalarNode.Null.At(sink.Origin), [Name] = options },
                },
            }.ToMap();
        }
        problems.Add(problem!.At(ResourceCodes.LogSink, sink.Origin, "spec.logs.sink"));
        return null;
    }

    private static MapNode? Read(Sourced<string> sink, out ValueProblem? problem)
    {
        var separator = sink.Value.IndexOf("://", StringComparison.Ordinal);
        var type = separator < 0 ? "" : sink.Value[..separator].Replace('-', '_');
        var rest = separator < 0 ? "" : sink.Value[(separator + 3)..];
        problem = null;
        if (type.Length == 0 || type.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_'))
            problem = new($"\"{sink.Value}\" does not start with the type of a sink", "write type://?key=value, as in console://?encoding[codec]=json");
        else if (rest.Length > 0 && rest[0] != '?')
            problem = new($"\"{rest.Split('?')[0]}\" stands between :// and ?, where nothing belongs", $"write what it means as an option, as in {type}://?endpoint={rest.Split('?')[0]}");
        if (problem is not null) return null;
        Node options = new MapNode([], sink.Origin);
        foreach (var pair in rest.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Option(options, pair, sink.Origin, out problem) is not { } next) return null;
            options = next;
        }
        return new MapBuilder(sink.Origin)
        {
            ["type"] = ScalarNode.Of(type, sink.Origin),
            ["inputs"] = ListNode.Of(Input),
        }.AddAll((MapNode)options).ToMap();
    }

    private static Node? Option(Node options, string pair, Origin origin, out ValueProblem? problem)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        problem = equals > 0 ? null : new($"the option \"{pair}\" is not key=value", "write key=value, with & between options");
        if (problem is not null) return null;
        if (Decoded(pair[..equals]) is not { } key || Decoded(pair[(equals + 1)..]) is not { } value) problem = new($"\"{pair}\" has a % that two hexadecimal digits don't follow", "write %25 for a percent sign");
        else if (Keys(key) is not { } keys) problem = new($"the key \"{key}\" is not key, key[sub] or key[]", "close each bracket");
        else if (keys[0] is "type" or "inputs" or "sinks") problem = new($"{keys[0]} can't be set, because it is ours", $"remove {keys[0]}");
        else if (Put(options, keys, 0, Typed(value, origin)) is not { } result) problem = new($"{key} is set twice, once as a value and once as a map or list", "keep one of the two");
        else return result;
        return null;
    }

    private static string? Decoded(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])) return null;
        return Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    /// <summary>a[b][] is a, b and "", which stands for the next item of a list.</summary>
    private static ImmutableArray<string>? Keys(string key)
    {
        var open = key.IndexOf('[', StringComparison.Ordinal);
        if (open < 0) return key.Contains(']', StringComparison.Ordinal) ? null : [key];
        if (open == 0 || key[^1] != ']') return null;
        var inner = key[(open + 1)..^1].Split("][");
        return inner.Any(part => part.AsSpan().IndexOfAny('[', ']') >= 0) ? null : [key[..open], .. inner];
    }

    /// <summary>Null where a value is in the way of a map or list, or the reverse.</summary>
    private static Node? Put(Node? node, ImmutableArray<string> keys, int at, Node value)
    {
        if (at == keys.Length) return node is null ? value : null;
        if (keys[at].Length == 0)
        {
            if (node is not (null or ListNode) || Put(null, keys, at + 1, value) is not { } item) return null;
            return new ListNode([.. (node as ListNode)?.Items ?? [], item], value.Origin);
        }
        if (node is not (null or MapNode)) return null;
        var map = node as MapNode ?? new MapNode([], value.Origin);
        return Put(map[keys[at]], keys, at + 1, value) is { } inner ? map.With(keys[at], inner) : null;
    }

    /// <summary>The chart reads vector's configuration as a template, so braces that are vector's own are kept from it.</summary>
    private static ScalarNode Typed(string text, Origin origin)
    {
        if (text is "true" or "false") return new ScalarNode(ScalarKind.Boolean, text, origin);
        var digits = text.TrimStart('-');
        var isNumber = digits.Length is > 0 and < 16 && char.IsAsciiDigit(digits[0]) && (digits[0] != '0' || digits.Length == 1 || digits[1] == '.') && char.IsAsciiDigit(digits[^1]);
        if (isNumber && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return new ScalarNode(ScalarKind.Integer, text, origin);
        if (isNumber && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)) return new ScalarNode(ScalarKind.Float, text, origin);
        return ScalarNode.Of(text.Replace("{{", "{{ `{{` }}", StringComparison.Ordinal), origin);
    }
}
