using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>How a Kubernetes quantity was written, which decides how it prints.</summary>
public enum QuantityFormat
{
    DecimalSI,
    BinarySI,
    DecimalExponent,
}

/// <summary>
/// A Kubernetes quantity: exact to a billionth, at most 2^63-1. It prints in the canonical form that an API server gives
/// back (<c>1000m</c> is <c>1</c>, <c>1024Mi</c> is <c>1Gi</c>). Comparing is by amount, equality also by format.
/// </summary>
public readonly partial record struct Quantity : IComparable<Quantity>
{
    private const int Finest = 9;
    private const string Examples = "write a number with a suffix of Kubernetes, as in 500m, 2, 512Mi or 1G";
    private static readonly BigInteger One = BigInteger.Pow(10, Finest);
    private static readonly BigInteger Largest = long.MaxValue * One;
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    private readonly BigInteger _billionths;

    private Quantity(BigInteger billionths, QuantityFormat format) => (_billionths, Format) = (billionths, format);

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?<suffix>[A-Za-z]*|[eE][+-]?[0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    public QuantityFormat Format { get; }

    public bool IsZero => _billionths.IsZero;

    public bool IsNegative => _billionths.Sign < 0;

    public bool IsWhole => (_billionths % One).IsZero;

    /// <summary>The amount as an integer, rounded away from zero as Kubernetes does.</summary>
    public long Value => (long)DivideUp(_billionths, One);

    /// <summary>The amount in thousandths, rounded away from zero and at most the largest long.</summary>
    public long MilliValue => (long)BigInteger.Min(long.MaxValue, BigInteger.Max(long.MinValue, DivideUp(_billionths * 1000, One)));

    public static Quantity Of(long amount, QuantityFormat format = QuantityFormat.DecimalSI) => new(amount * One, format);

    public static bool TryParse(string text, out Quantity quantity, [NotNullWhen(false)] out ValueProblem? problem)
    {
        quantity = default;
        var match = Grammar().Match(text);
        var digits = match.Groups["whole"].Value + match.Groups["fraction"].Value;
        if (!match.Success || text.Length > 64 || digits.Length == 0)
        {
            problem = new($"\"{(text.Length > 64 ? text[..64] + "…" : text)}\" is not a quantity", Examples);
            return false;
        }
        if (Scale(match.Groups["suffix"].Value) is not { } scale)
        {
            problem = new($"\"{match.Groups["suffix"].Value}\" in \"{text}\" is not a suffix of a quantity", SuffixHint(match.Groups["suffix"].Value));
            return false;
        }
        problem = null;
        var amount = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var billionths = Scaled(amount, scale.Power10 + Finest - match.Groups["fraction"].Length, scale.Power2);
        if (billionths > Largest) billionths = Largest;
        // A binary suffix on less than one unit prints as decimal, as in Kubernetes.
        var format = scale.Format == QuantityFormat.BinarySI && billionths < One && !billionths.IsZero ? QuantityFormat.DecimalSI : scale.Format;
        quantity = new Quantity(match.Groups["sign"].Value == "-" ? -billionths : billionths, format);
        return true;
    }

    private static (int Power10, int Power2, QuantityFormat Format)? Scale(string suffix)
    {
        if (Array.IndexOf(DecimalSuffixes, suffix) is >= 0 and var thousands) return ((thousands - 3) * 3, 0, QuantityFormat.DecimalSI);
        if (Array.IndexOf(BinarySuffixes, suffix) is > 0 and var binary) return (0, binary * 10, QuantityFormat.BinarySI);
        return suffix[0] is 'e' or 'E' && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            ? (Math.Clamp(exponent, -200, 200), 0, QuantityFormat.DecimalExponent)
            : null;
    }

    private static BigInteger Scaled(BigInteger amount, int power10, int power2) => power10 >= 0
        ? (amount << power2) * BigInteger.Pow(10, power10)
        : DivideUp(amount << power2, BigInteger.Pow(10, -power10));

    private static BigInteger DivideUp(BigInteger amount, BigInteger by)
    {
        var quotient = BigInteger.DivRem(amount, by, out var rest);
        return rest.IsZero ? quotient : quotient + amount.Sign;
    }

    private static string SuffixHint(string suffix) => suffix.ToUpperInvariant() switch
    {
        "K" or "KB" or "KIB" => "write Ki for 1024 or k for 1000",
        "MB" or "MIB" or "MI" => "write Mi for 1024 * 1024 or M for a million",
        "G" or "GB" or "GIB" or "GI" => "write Gi for 1024^3 or G for a billion",
        "T" or "TB" or "TIB" or "TI" => "write Ti for 1024^4 or T for a trillion",
        _ => Examples,
    };

    public int CompareTo(Quantity other) => _billionths.CompareTo(other._billionths);

    /// <summary>The canonical form, as Kubernetes prints it.</summary>
    public override string ToString()
    {
        if (IsZero) return "0";
        var whole = _billionths / One;
        if (Format == QuantityFormat.BinarySI && IsWhole && BigInteger.Abs(whole) >= 1024)
        {
            var power = 0;
            for (; whole % 1024 == 0; power++) whole /= 1024;
            return whole.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
        }
        var amount = _billionths;
        var thousands = -3;
        for (; amount % 1000 == 0; thousands++) amount /= 1000;
        var number = amount.ToString(CultureInfo.InvariantCulture);
        if (Format != QuantityFormat.DecimalExponent) return number + DecimalSuffixes[thousands + 3];
        return thousands == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}e{thousands * 3}");
    }

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;
    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;
    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;
}
