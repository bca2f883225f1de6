using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes;

/// <summary>A label selector in its text form: a=b, a!=b, a in (b,c), a notin (b,c), a, !a, a&gt;1, a&lt;2; all have to hold.</summary>
public sealed record LabelSelector
{
    private readonly ImmutableArray<LabelRequirement> _requirements;

    private LabelSelector(ImmutableArray<LabelRequirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEverything => _requirements.IsEmpty;

    /// <summary>The selector of a text, or null with what is wrong with it.</summary>
    public static LabelSelector? Parse(string text, out string problem)
    {
        var (requirements, found) = LabelParser.Parse(text);
        problem = found ?? "";
        return found is null ? new LabelSelector(requirements) : null;
    }

    public bool Matches(MapNode body) => IsEverything || MatchesLabels(body.Map("metadata").Map("labels"));

    public bool MatchesLabels(MapNode? labels)
    {
        foreach (var requirement in _requirements)
            if (!Holds(requirement, labels.Text(requirement.Key)?.Value)) return false;
        return true;
    }

    private static bool Holds(LabelRequirement requirement, string? value) => requirement.Operator switch
    {
        "in" => value is not null && requirement.Values.Contains(value),
        "notin" => value is null || !requirement.Values.Contains(value),
        "exists" => value is not null,
        "missing" => value is null,
        ">" => long.TryParse(value, out var number) && number > long.Parse(requirement.Values[0], System.Globalization.CultureInfo.InvariantCulture),
        _ => long.TryParse(value, out var number) && number < long.Parse(requirement.Values[0], System.Globalization.CultureInfo.InvariantCulture),
    };
}
