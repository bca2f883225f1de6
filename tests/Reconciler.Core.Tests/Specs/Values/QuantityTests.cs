using FsCheck;
using FsCheck.Fluent;
using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class QuantityTests
{
    private static readonly string[] Suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "e3", "E-3", "e6"];

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Mi", "0")]
    [InlineData("0m", "0")]
    [InlineData("100m", "100m")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("0.5", "500m")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    [InlineData("1000", "1k")]
    [InlineData("1200", "1200")]
    [InlineData("12e6", "12e6")]
    [InlineData("1e2", "100")]
    [InlineData("1200e3", "1200e3")]
    [InlineData("1E3", "1e3")]
    [InlineData("1E", "1E")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1536Mi", "1536Mi")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("0.001Ki", "1024m")]
    [InlineData("0.0001Ki", "102400u")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("0.9Ki", "921600m")]
    [InlineData("0.1n", "1n")]
    [InlineData("-0.1n", "-1n")]
    [InlineData("-1500m", "-1500m")]
    [InlineData("+2", "2")]
    [InlineData("100E", "9223372036854775807")]
    [InlineData("-100E", "-9223372036854775807")]
    [InlineData("1e100", "9223372036854775807")]
    [InlineData("1e-100", "1e-9")]
    public void A_quantity_prints_as_Kubernetes_prints_it(string text, string canonical)
    {
        Assert.True(Quantity.TryParse(text, out var quantity, out _));
        Assert.Equal(canonical, quantity.ToString());
    }

    [Theory]
    [InlineData("", "not a quantity")]
    [InlineData(".", "not a quantity")]
    [InlineData("1 Gi", "not a quantity")]
    [InlineData("1.2.3", "not a quantity")]
    [InlineData("half", "not a quantity")]
    [InlineData("1e3Mi", "not a quantity")]
    [InlineData("100mb", "\"mb\"")]
    [InlineData("1K", "\"K\"")]
    [InlineData("1g", "\"g\"")]
    [InlineData("512MB", "\"MB\"")]
    [InlineData("e3", "not a quantity")]
    public void What_is_not_a_quantity_is_refused(string text, string reason)
    {
        Assert.False(Quantity.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "1000m", 0)]
    [InlineData("1Gi", "1G", 1)]
    [InlineData("100m", "0.2", -1)]
    [InlineData("0", "0Mi", 0)]
    [InlineData("-1", "0", -1)]
    public void Quantities_compare_by_amount(string left, string right, int order) => Assert.Equal(order, Read(left).CompareTo(Read(right)));

    [Theory]
    [InlineData("1500m", 2, 1500)]
    [InlineData("-1500m", -2, -1500)]
    [InlineData("1Ki", 1024, 1024000)]
    [InlineData("9E", 9000000000000000000, long.MaxValue)]
    public void The_integer_value_is_rounded_away_from_zero(string text, long value, long milli) =>
        Assert.Equal((value, milli), (Read(text).Value, Read(text).MilliValue));

    [Fact]
    public void The_canonical_form_reads_back_as_the_same_amount_and_prints_the_same() => Prop.ForAll(Written(), text =>
    {
        var quantity = Read(text);
        var back = Read(quantity.ToString());
        return back.CompareTo(quantity) == 0 && back.ToString() == quantity.ToString();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Comparing_agrees_with_the_amounts_in_the_same_unit() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Left, int Right)>(), ArbMap.Default.ArbFor<NonNegativeInt>(),
        (pair, unit) => Math.Sign(Read($"{pair.Left}{Suffixes[unit.Get % Suffixes.Length]}").CompareTo(Read($"{pair.Right}{Suffixes[unit.Get % Suffixes.Length]}"))) == pair.Left.CompareTo(pair.Right))
        .QuickCheckThrowOnFailure();

    private static Arbitrary<string> Written() => (
        from whole in Gen.Choose(-2_000_000, 2_000_000)
        from fraction in Gen.OneOf(Gen.Constant(""), Gen.Choose(0, 9999).Select(number => $".{number}"))
        from suffix in Gen.Elements(Suffixes)
        select $"{whole}{fraction}{suffix}").ToArbitrary();

    private static Quantity Read(string text)
    {
        Assert.True(Quantity.TryParse(text, out var quantity, out _), text);
        return quantity;
    }
}
