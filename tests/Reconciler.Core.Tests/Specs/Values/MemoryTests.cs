using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class MemoryTests
{
    [Theory]
    [InlineData("512", "512Mi")]
    [InlineData("1024", "1Gi")]
    [InlineData("1.5", "1536Ki")]
    [InlineData("1048576", "1Ti")]
    [InlineData("512Mi", "512Mi")]
    [InlineData("1G", "1G")]
    [InlineData("100b", "100")]
    [InlineData("1073741824b", "1073741824")]
    [InlineData("0", "0")]
    [InlineData("0Mi", "0")]
    [InlineData("0m", "0")]
    public void Memory_without_a_suffix_is_mebibytes(string text, string canonical)
    {
        Assert.True(Memory.TryParse(text, out var quantity, out _));
        Assert.Equal(canonical, quantity.ToString());
    }

    [Theory]
    [InlineData("512m", "thousandths of a byte", "write 512Mi for mebibytes")]
    [InlineData("1048577", "would be 1048577 Mi", "write 1048577b if bytes are meant")]
    [InlineData("134217728", "would be 134217728 Mi", "write 134217728b if bytes are meant, which is 128Mi")]
    [InlineData("-1Gi", "negative", null)]
    [InlineData("1g", "\"g\"", "write Gi for 1024^3 or G for a billion")]
    [InlineData("1.0000000001Gi", "whole number of bytes", "write it with a suffix such as Mi or Gi")]
    [InlineData("1.5b", "whole number of bytes", "write it with a suffix such as Mi or Gi")]
    [InlineData("lots", "not a quantity", "write a number with a suffix of Kubernetes, as in 500m, 2, 512Mi or 1G")]
    public void Memory_that_can_not_be_meant_is_refused_with_what_is(string text, string reason, string? fix)
    {
        Assert.False(Memory.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.Equal(fix, problem.Fix);
    }

    [Theory]
    [InlineData("2Gi")]
    [InlineData("500M")]
    [InlineData("1e9")]
    public void A_size_with_a_suffix_is_a_size_of_a_volume(string text) => Assert.True(Memory.TryParseStorage(text, out _, out _));

    [Theory]
    [InlineData("2", "no suffix")]
    [InlineData("0Gi", "nothing")]
    [InlineData("512m", "thousandths of a byte")]
    [InlineData("-2Gi", "negative")]
    [InlineData("2gb", "\"gb\"")]
    [InlineData("2b", "\"b\"")]
    public void Other_sizes_of_volumes_are_refused(string text, string reason)
    {
        Assert.False(Memory.TryParseStorage(text, out _, out var problem));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }
}
