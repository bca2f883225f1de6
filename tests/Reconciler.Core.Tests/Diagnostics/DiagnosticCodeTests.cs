using Reconciler.Diagnostics;

namespace Reconciler.Core.Tests.Diagnostics;

public sealed class DiagnosticCodeTests
{
    [Fact]
    public void Every_code_says_what_why_and_what_to_do() =>
        Assert.All(DiagnosticCode.All.Values, code => Assert.True(code.Title.Length > 0 && !code.Title.EndsWith('.') && code.Cause.EndsWith('.') && code.Cure.EndsWith('.'), code.Id));

    [Theory]
    [InlineData("RCN1012", 1012)]
    [InlineData("rcn1012", 1012)]
    [InlineData("1012", 1012)]
    [InlineData("RCN1", null)]
    [InlineData("image", null)]
    public void A_code_is_found_by_its_id(string id, int? number) => Assert.Equal(number, DiagnosticCode.Find(id)?.Number);
}
