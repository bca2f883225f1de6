using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Routes.Tables;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class TableCellTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(150, "2m30s")]
    [InlineData(3600, "60m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 300, "3h5m")]
    [InlineData(48 * 3600, "2d")]
    [InlineData((50 * 3600), "2d2h")]
    [InlineData(400 * 24 * 3600L, "400d")]
    [InlineData(800 * 24 * 3600L, "2y70d")]
    public void An_age_has_the_two_units_that_say_something(long seconds, string text) => Assert.Equal(text, TableCells.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("", true, "", false)]
    [InlineData("*/*", true, "", false)]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", true, "Table", false)]
    [InlineData("application/json;as=Unheard,application/yaml", true, "", true)]
    [InlineData("application/json;q=0.5,application/yaml", true, "", true)]
    [InlineData("application/cbor", false, "", false)]
    public void The_first_form_that_can_be_made_is_taken(string header, bool isAcceptable, string form, bool isYaml)
    {
        var accepted = Accepted.Parse(header);
        Assert.Equal((isAcceptable, form, isYaml), (accepted.IsAcceptable, accepted.As, accepted.IsYaml));
    }
}
