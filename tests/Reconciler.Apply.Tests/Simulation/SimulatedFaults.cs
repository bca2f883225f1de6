using System.Collections.Immutable;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Faults;

namespace Reconciler.Apply.Tests.Simulation;

/// <summary>What goes wrong in one step: some of the troubles that networks, servers and rights make.</summary>
internal static class SimulatedFaults
{
    private static readonly ImmutableArray<string> Resources = ["configmaps", "secrets", "services", "serviceaccounts", "roles", "deployments", "cronjobs", "persistentvolumeclaims", "namespaces", "widgets", "customresourcedefinitions", "gadgets", "gizmos"];
    private static readonly ImmutableArray<string> Writes = ["apply", "patch", "delete", "create", "update"];

    public static FaultPlan Of(Random random)
    {
        var rules = ImmutableArray.CreateBuilder<FaultRule>();
        for (var left = random.Next(0, 4); left > 0; left--) rules.Add(Rule(random));
        return new FaultPlan(random.Next(), rules.ToImmutable());
    }

    private static FaultRule Rule(Random random)
    {
        var resource = Resources[random.Next(Resources.Length)];
        double[] odds = [0.05, 0.2, 0.5];
        var probability = odds[random.Next(odds.Length)];
        return random.Next(13) switch
        {
            0 => new FaultRule(Forbidden("list", resource)) { Verbs = ["list"], Resources = [resource] },
            1 => new FaultRule(FaultAnswers.Unavailable) { Verbs = ["list"], Resources = [resource] },
            2 => new FaultRule(FaultAnswers.Unavailable) { Resources = [resource] },
            3 => new FaultRule(Forbidden("patch", resource)) { Verbs = ["apply"], Resources = [resource] },
            4 => new FaultRule(Forbidden("delete", resource)) { Verbs = ["delete"], Resources = [resource] },
            5 => new FaultRule(FaultAnswers.Conflict) { Verbs = Writes, DryRun = false, Probability = probability },
            6 => new FaultRule(FaultAnswers.TooMany(0)) { Probability = probability },
            7 => new FaultRule(FaultAnswers.Internal) { Verbs = Writes, Probability = probability },
            8 => new FaultRule(new FaultAction.CutBefore()) { Probability = probability / 4 },
            9 => new FaultRule(new FaultAction.CutAfter()) { Verbs = Writes, DryRun = false, Probability = probability / 2 },
            10 => new FaultRule(new FaultAction.CutBody(200)) { Verbs = ["list"], Probability = probability },
            11 => new FaultRule(new FaultAction.DropWatch(TimeSpan.FromMilliseconds(5))) { Verbs = ["watch"] },
            _ => new FaultRule(FaultAnswers.Unavailable) { Verbs = Writes, Skip = random.Next(12), DryRun = false },
        };
    }

    private static FaultAction.Refuse Forbidden(string verb, string resource) =>
        new(new ApiStatus(403, "Forbidden", $"{resource} is forbidden: User \"simulated\" cannot {verb} resource \"{resource}\" in API group \"\""));
}
