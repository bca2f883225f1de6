using Reconciler.Sandbox.Faults;

namespace Reconciler.Sandbox.Tests.Faults;

public sealed class FaultInjectorTests
{
    private static readonly FaultRequest Apply = new("apply", "deployments", "shop", "web", IsDryRun: false);

    [Fact]
    public void The_same_plan_hits_the_same_requests()
    {
        bool[] Run(int seed)
        {
            var injector = new FaultInjector(new FaultPlan(seed, [new FaultRule(FaultAnswers.Conflict) { Probability = 0.3 }]));
            return [.. Enumerable.Range(0, 200).Select(_ => injector.Next(Apply) is not null)];
        }
        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
        Assert.InRange(Run(1).Count(hit => hit), 30, 90);
    }

    [Fact]
    public void A_rule_lets_some_by_and_hits_only_so_many()
    {
        var injector = new FaultInjector(FaultPlan.Of(new FaultRule(new FaultAction.CutBefore()) { Skip = 2, Times = 3 }));
        Assert.Equal([false, false, true, true, true, false, false], Enumerable.Range(0, 7).Select(_ => injector.Next(Apply) is not null));
        Assert.Equal([3, 4, 5], injector.Log.Select(fault => fault.Number));
    }

    [Theory]
    [InlineData("apply", "deployments", "shop", "web", false, true)]
    [InlineData("patch", "deployments", "shop", "web", false, false)]
    [InlineData("apply", "services", "shop", "web", false, false)]
    [InlineData("apply", "deployments", "other", "web", false, false)]
    [InlineData("apply", "deployments", "shop", "web-2", false, true)]
    [InlineData("apply", "deployments", "shop", "db", false, false)]
    [InlineData("apply", "deployments", "shop", "web", true, false)]
    public void A_rule_is_for_the_requests_that_it_names(string verb, string resource, string inNamespace, string name, bool isDryRun, bool expected)
    {
        var rule = new FaultRule(FaultAnswers.Unavailable) { Verbs = ["apply"], Resources = ["deployments"], Namespaces = ["shop"], Names = ["web*"], DryRun = false };
        Assert.Equal(expected, rule.Matches(new FaultRequest(verb, resource, inNamespace, name, isDryRun)));
    }

    [Fact]
    public void The_first_rule_that_hits_decides_and_a_new_plan_counts_anew()
    {
        var injector = new FaultInjector(FaultPlan.Of(new FaultRule(FaultAnswers.Conflict) { Times = 1 }, new FaultRule(FaultAnswers.Internal)));
        Assert.Same(FaultAnswers.Conflict, injector.Next(Apply));
        Assert.Same(FaultAnswers.Internal, injector.Next(Apply));
        injector.Use(FaultPlan.None);
        Assert.Null(injector.Next(Apply));
        Assert.Equal((3, 2), (injector.Requests, injector.Log.Length));
    }
}
