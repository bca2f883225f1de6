using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class InterpolationTests
{
    private static readonly Placeholders Values = new("shop", "web", "shop-web", "store");

    [Theory]
    [InlineData("/${APP}/ready", "/shop/ready")]
    [InlineData("${NAMESPACE}-${PROCESS}-${DEPLOYMENT}", "store-web-shop-web")]
    [InlineData("$$ and $${APP}", "$ and ${APP}")]
    [InlineData("$$${APP}", "$shop")]
    [InlineData("$APP $ $(X) 5$", "$APP $ $(X) 5$")]
    [InlineData("plain", "plain")]
    public void Placeholders_are_replaced_and_two_dollars_are_one(string text, string expected)
    {
        Assert.Equal(expected, Interpolation.Replace(text, Values, out var problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("${app}", "${app} is not a placeholder")]
    [InlineData("${}", "${} is not a placeholder")]
    [InlineData("${APP", "does not end")]
    public void An_unknown_placeholder_is_refused(string text, string reason)
    {
        Assert.Equal(text, Interpolation.Replace(text, Values, out var problems));
        Assert.Contains(reason, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_known_placeholders_are_shown()
    {
        Interpolation.Replace("${NAME}", Values, out var problems);
        Assert.Equal("known are ${APP}, ${PROCESS}, ${DEPLOYMENT}, ${NAMESPACE}; write $${NAME} for the text itself", Assert.Single(problems).Fix);
    }

    [Fact]
    public void A_placeholder_without_a_value_there_is_refused()
    {
        Interpolation.Replace("${PROCESS}", new Placeholders("shop", null, null, "store"), out var problems);
        Assert.Contains("has no value here", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/{{ $APP }}/x", "/${APP}/x")]
    [InlineData("{{$APP}} {{ .APP }}", "${APP} ${APP}")]
    [InlineData("[[ .APP_NAME ]]-[[.PROCESS_TYPE]]-[[ .DEPLOYMENT_NAME ]]", "${APP}-${PROCESS}-${DEPLOYMENT}")]
    [InlineData("[[ .DOKKU_APP_NAME ]]", "${APP}")]
    [InlineData("DOKKU_APP_NAME:$DOKKU_PROCESS_TYPE:${DOKKU_DEPLOYMENT_NAME}", "${APP}:${PROCESS}:${DEPLOYMENT}")]
    [InlineData("sum(x{a=\"$b\"}[5m])", "sum(x{a=\"$b\"}[5m])")]
    [InlineData("[[ -f x ]]", "[[ -f x ]]")]
    [InlineData("MY_DOKKU_APP_NAME", "MY_DOKKU_APP_NAME")]
    public void Placeholders_of_Dokku_become_ours(string text, string expected)
    {
        Assert.Equal(expected, Interpolation.FromDokku(text, out var problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("a $$ b")]
    [InlineData("${OTHER}")]
    [InlineData("$5")]
    [InlineData("$$$")]
    public void Other_dollars_of_app_json_come_through_unchanged(string text) =>
        Assert.Equal(text, Interpolation.Replace(Interpolation.FromDokku(text, out _), Values, out _));

    [Theory]
    [InlineData("[[ .OTHER ]]")]
    [InlineData("{{ $OTHER }}")]
    [InlineData("${DOKKU_OTHER}")]
    public void An_unknown_placeholder_of_Dokku_is_refused(string text)
    {
        Interpolation.FromDokku(text, out var problems);
        Assert.StartsWith(text, Assert.Single(problems).Message, StringComparison.Ordinal);
    }
}
