using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Reconciler.Specs.Values;

/// <summary>
/// Amounts of memory and storage. For memory a bare number is Mi, as Dokku has it, and <c>b</c> is a suffix for bytes;
/// for storage a suffix is required. What would silently be a millionth or a million times too much is refused.
/// </summary>
public static class Memory
{
    private const long LargestBareNumber = 1_048_576;

    public static bool TryParse(string text, out Quantity quantity, [NotNullWhen(false)] out ValueProblem? problem)
    {
        if (IsBare(text))
        {
            if (!Quantity.TryParse(text, out quantity, out problem)) return false;
            if (quantity <= Quantity.Of(LargestBareNumber)) return Quantity.TryParse(quantity.IsZero ? "0" : text + "Mi", out quantity, out problem);
            problem = new($"{text} would be {text} Mi, because a bare number is Mi", BareHint(text, quantity.Value));
            return false;
        }
        if (text.EndsWith('b') && IsBare(text[..^1])) return Quantity.TryParse(text[..^1], out quantity, out problem) && IsSize(text, quantity, out problem);
        return Quantity.TryParse(text, out quantity, out problem) && IsSize(text, quantity, out problem);
    }

    /// <summary>The size of a volume: above zero and with a suffix.</summary>
    public static bool TryParseStorage(string text, out Quantity quantity, [NotNullWhen(false)] out ValueProblem? problem)
    {
        if (!Quantity.TryParse(text, out quantity, out problem)) return false;
        if (quantity.IsZero) problem = new($"the size {text} is nothing", "write a size above zero, as in 2Gi");
        else if (IsBare(text)) problem = new($"the size {text} has no suffix, so it would be {text} bytes", $"write {text}Gi or {text}Mi");
        else return IsSize(text, quantity, out problem);
        return false;
    }

    private static bool IsBare(string text) => text.Length > 0 && text.All(letter => letter == '.' || char.IsAsciiDigit(letter));

    private static bool IsSize(string text, Quantity quantity, [NotNullWhen(false)] out ValueProblem? problem)
    {
        problem = quantity switch
        {
            { IsNegative: true } => new($"the size {text} is negative"),
            { IsZero: false } when text.EndsWith('m') => new($"{text} is thousandths of a byte, because m is milli", $"write {text[..^1]}Mi for mebibytes"),
            { IsWhole: false } => new($"the size {text} is not a whole number of bytes", "write it with a suffix such as Mi or Gi"),
            _ => null,
        };
        return problem is null;
    }

    private static string BareHint(string text, long number)
    {
        var bytes = $"write {text}b if bytes are meant";
        const long Mebi = 1024 * 1024;
        return number % Mebi == 0 ? bytes + string.Create(CultureInfo.InvariantCulture, $", which is {Quantity.Of(number, QuantityFormat.BinarySI)}") : bytes;
    }
}
