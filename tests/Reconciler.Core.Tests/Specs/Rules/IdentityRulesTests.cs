using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class IdentityRulesTests
{
    [Fact]
    public void A_spec_is_written_once()
    {
        var problem = Refused("RCN1106", Of(App(""), App("").Replace("name: shop", "name: »shop", StringComparison.Ordinal)));
        Assert.Equal("App/default/shop is already written at scene.yaml:3:18", problem.Message);
        Passes(Of(App(""), App("namespace: other")));
    }

    [Fact]
    public void One_namespace_may_be_written_and_the_other_the_default() => Refused("RCN1106", Of(Storage(), Storage("namespace: default", "»uploads")));

    [Fact]
    public void There_is_one_Environment()
    {
        var problem = Refused("RCN1107", Of(Environment("namespace: a"), Spec("Environment", "namespace: a", "»zz")));
        Assert.Contains("scene.yaml:3:18", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_App_has_one_authentication_for_each_trigger()
    {
        const string Fields = "trigger: {0}\napp: shop\nnamespace: default";
        Refused("RCN1108", Of(App(""), Auth("datadog", "one"), Auth("»datadog", "two")));
        Passes(Of(App(""), Auth("datadog", "one"), Auth("prometheus", "two")));
        Passes(Of(App(""), Auth("datadog", "one"), Spec("AutoscalingAuth", "trigger: datadog", "two")));

        static string Auth(string trigger, string name) => Spec("AutoscalingAuth", string.Format(null, Fields, trigger), name);
    }

    [Fact]
    public void The_cluster_has_one_authentication_for_each_trigger() =>
        Refused("RCN1108", Of(Spec("AutoscalingAuth", "trigger: datadog", "one"), Spec("AutoscalingAuth", "trigger: »datadog", "two")));
}
