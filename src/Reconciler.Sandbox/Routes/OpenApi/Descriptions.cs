using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>
/// What kubectl explain shows of the built-in types, in our own words: a sentence of the table, or the words of the name, and what the field's type says
/// of defaults and merging. A line of the table is a type, a field of a type, or a field of any type, and its sentence.
/// </summary>
internal static class Descriptions
{
    private const string ResourceName = "descriptions.txt";

    private static readonly Lazy<Dictionary<string, string>> Table = new(Read);

    public static string? Of(KubeType type) => Table.Value.GetValueOrDefault(ShortName(type));

    public static string Of(KubeType type, KubeField field)
    {
        var text = new StringBuilder(Table.Value.GetValueOrDefault($"{ShortName(type)}.{field.Name}") ?? Table.Value.GetValueOrDefault($".{field.Name}") ?? $"{Words(field.Name)}.");
        if (!field.IsRequired && field.Default is ScalarNode { IsNull: false, Value.Length: > 0 } fallback) text.Append($" {fallback.Value} where it is left out.");
        if (field.Value is KubeList { Kind: KubeListKind.Map } list) text.Append($" Items are told apart by their {string.Join(" and ", list.Keys)}.");
        if (field.Value is KubeList { Kind: KubeListKind.Set }) text.Append(" No item can be there twice.");
        if (field.Value is KubeList { Kind: KubeListKind.Atomic, IsPatchMerged: false }) text.Append(" Whoever writes it replaces all items.");
        return text.ToString();
    }

    private static string ShortName(KubeType type) => type.Name[(type.Name.LastIndexOf('.') + 1)..];

    /// <summary>terminationGracePeriodSeconds as Termination grace period seconds.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var isStart = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (isStart) words.Append(' ');
            var isAbbreviation = char.IsUpper(name[i]) && ((i + 1 < name.Length && char.IsUpper(name[i + 1])) || (i > 0 && char.IsUpper(name[i - 1]) && !isStart));
            words.Append(i == 0 ? char.ToUpperInvariant(name[i]) : isAbbreviation ? name[i] : char.ToLowerInvariant(name[i]));
        }
        return words.ToString();
    }

    private static Dictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(Descriptions).Assembly.GetManifestResourceStream(ResourceName)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
