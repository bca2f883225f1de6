using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes;

/// <summary>A label selector in its text form: a=b, a!=b, a in (b,c), a notin (b,c), a, !a, a&gt;1, a&lt;2; all have to hold.</summary>
public sealed partial record LabelSelector
{
    private readonly ImmutableArray<Requirement> _requirements;

    private LabelSelector(ImmutableArray<Requirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEverything => _requirements.IsEmpty;

    /// <summary>The selector of a text, or null with what is wrong with it.</summary>
    public static LabelSelector? Parse(string text, out string problem)
    {
        problem = "";
        var requirements = ImmutableArray.CreateBuilder<Requirement>();
        foreach (var part in Split(text))
        {
            if (Read(part.Trim()) is { } requirement) requirements.Add(requirement);
            else
            {
                problem = $"unable to parse requirement: {part.Trim()}";
                return null;
            }
        }
        return new LabelSelector(requirements.ToImmutable());
    }

    public bool Matches(MapNode body) => IsEverything || MatchesLabels(body.Map("metadata").Map("labels"));

    public bool MatchesLabels(MapNode? labels)
    {
        foreach (var requirement in _requirements)
            if (!Holds(requirement, labels.Text(requirement.Key)?.Value)) return false;
        return true;
    }

    private static bool Holds(Requirement requirement, string? value) => requirement.Operator switch
    {
        "in" => value is not null && requirement.Values.Contains(value),
        "notin" => value is null || !requirement.Values.Contains(value),
        "exists" => value is not null,
        "missing" => value is null,
        ">" => long.TryParse(value, out var number) && number > long.Parse(requirement.Values[0], System.Globalization.CultureInfo.InvariantCulture),
        _ => long.TryParse(value, out var number) && number < long.Parse(requirement.Values[0], System.Globalization.CultureInfo.InvariantCulture),
    };

    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] != ',' || depth > 0) continue;
            yield return text[start..i];
            start = i + 1;
        }
        if (text.Length > start) yield return text[start..];
    }

    private static Requirement? Read(string part)
    {
        if (SetForm().Match(part) is { Success: true } set)
            return new Requirement(set.Groups["key"].Value, set.Groups["not"].Success ? "notin" : "in", [.. set.Groups["values"].Value.Split(',').Select(value => value.Trim())]);
        if (EqualForm().Match(part) is { Success: true } equal)
            return new Requirement(equal.Groups["key"].Value, equal.Groups["operator"].Value == "!=" ? "notin" : "in", [equal.Groups["value"].Value]);
        if (OrderForm().Match(part) is { Success: true } order)
            return new Requirement(order.Groups["key"].Value, order.Groups["operator"].Value, [order.Groups["value"].Value]);
        if (ExistsForm().Match(part) is { Success: true } exists)
            return new Requirement(exists.Groups["key"].Value, exists.Groups["not"].Success ? "missing" : "exists", []);
        return null;
    }

    private const string Key = @"(?<key>[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?)";

    [GeneratedRegex(@"^" + Key + @"\s+(?<not>not)?in\s*\((?<values>[A-Za-z0-9._,\s-]*)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex SetForm();

    [GeneratedRegex(@"^" + Key + @"\s*(?<operator>==|=|!=)\s*(?<value>([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex EqualForm();

    [GeneratedRegex(@"^" + Key + @"\s*(?<operator>[<>])\s*(?<value>-?\d+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OrderForm();

    [GeneratedRegex(@"^(?<not>!\s*)?" + Key + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExistsForm();

    private sealed record Requirement(string Key, string Operator, ImmutableArray<string> Values);
}
