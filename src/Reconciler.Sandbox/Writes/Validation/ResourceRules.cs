using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for what a container asks for and is limited to.</summary>
internal static class ResourceRules
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "cpu", "memory", "ephemeral-storage" };

    private static readonly string[] Unknown = ["must be a standard resource type or fully qualified", "must be a standard resource for containers"];

    public static IEnumerable<FieldError> Check(MapNode? resources, string path)
    {
        var (limits, requests) = (resources.Map("limits"), resources.Map("requests"));
        foreach (var error in Amounts(limits, $"{path}.limits").Concat(Amounts(requests, $"{path}.requests"))) yield return error;
        foreach (var entry in requests?.Entries ?? [])
        {
            if (Amount(entry.Value) is not { } asked || Amount(limits?[entry.Key]) is not { } most) continue;
            if (asked > most) yield return FieldError.Invalid($"{path}.requests", asked.ToString(), $"must be less than or equal to {entry.Key} limit of {most}");
        }
    }

    private static IEnumerable<FieldError> Amounts(MapNode? amounts, string path)
    {
        foreach (var entry in amounts?.Entries ?? [])
        {
            if (!Known.Contains(entry.Key) && !entry.Key.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                foreach (var problem in NameRules.Qualified(entry.Key)) yield return FieldError.Invalid($"{path}[{entry.Key}]", entry.Key, problem);
                if (!entry.Key.Contains('/', StringComparison.Ordinal)) foreach (var problem in Unknown) yield return FieldError.Invalid($"{path}[{entry.Key}]", entry.Key, problem);
            }
            if (Amount(entry.Value) is { IsNegative: true } amount) yield return FieldError.Invalid($"{path}[{entry.Key}]", amount.ToString(), "must be greater than or equal to 0");
        }
    }

    internal static Quantity? Amount(Node? value) => value is ScalarNode scalar && Quantity.TryParse(scalar.Value, out var quantity, out _) ? quantity : null;
}
