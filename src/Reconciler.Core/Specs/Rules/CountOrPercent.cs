using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>A number or a percentage, as rollouts and disruption budgets have it.</summary>
internal readonly record struct CountOrPercent(int Number, bool IsPercent)
{
    public bool IsZero => Number == 0;

    /// <summary>Null where the value is neither; absent and null values are the caller's.</summary>
    public static CountOrPercent? Of(Node? node)
    {
        if (node is not ScalarNode { Kind: ScalarKind.Integer or ScalarKind.String } scalar) return null;
        var isPercent = scalar.Kind == ScalarKind.String && scalar.Value.EndsWith('%');
        if (scalar.Kind == ScalarKind.String && !isPercent) return null;
        return int.TryParse(isPercent ? scalar.Value[..^1] : scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(number, isPercent) : null;
    }
}
