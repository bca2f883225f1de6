using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Specs;

namespace Reconciler.Engine.Observing;

/// <summary>Looks once at each object outside the source that a lane with something to do waits for.</summary>
internal static class NeedReader
{
    /// <summary>The plan with what it waits for, and a note for everything that is not in place.</summary>
    public static async Task<Plan> ReadAsync(ICluster cluster, SpecSet specs, Plan plan, CancellationToken cancellation)
    {
        var needs = ClusterNeed.Of(specs, plan);
        if (needs.IsEmpty) return plan;
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        var keys = needs.Select(need => need.Key).Distinct().ToList();
        var states = await Bounded.SelectAsync(keys, (key, stop) => StateAsync(cluster, kinds, key, stop), cancellation);
        var byKey = keys.Zip(states).ToDictionary(pair => pair.First, pair => pair.Second);
        ImmutableArray<ClusterNeed> read = [.. needs.Select(need => need with { State = byKey[need.Key] })];
        return plan with { Needs = read, Notes = plan.Notes.AddRange(read.Select(Note).OfType<Diagnostic>()) };
    }

    public static NeedState StateOf(MapNode? body) => body is null ? new NeedState.NotYet("it is not there") : HealthRules.Of(body) switch
    {
        { State: HealthState.Healthy } => new NeedState.InPlace(),
        var health => new NeedState.NotYet(health.Message),
    };

    private static async Task<NeedState> StateAsync(ICluster cluster, DiscoverySnapshot kinds, ObjectKey key, CancellationToken cancellation)
    {
        switch (kinds.FindPreferred(key.Group, key.Kind))
        {
            case KindLookup.Served { Resource: var resource }:
                var answer = await cluster.GetAsync(new ObjectAddress(resource, resource.IsNamespaced ? key.Namespace : null, key.Name), cancellation);
                if (answer.TryGet(out var body, out var error)) return StateOf(body);
                return error is KubeError.NotFound or KubeError.NamespaceMissing ? StateOf(null) : new NeedState.Unknown(error.ToString());
            case KindLookup.NotServed:
                return new NeedState.NotYet("its kind is not served");
            case KindLookup.Unknown { Why: var why }:
                return new NeedState.Unknown(why.ToString());
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Diagnostic? Note(ClusterNeed need) => need.State switch
    {
        NeedState.NotYet missing => RunCodes.NeedMissing.At(need.Place, $"{need.Lane.Title} waits for {need.Key}: {missing.Message}") with { Severity = Severity.Note },
        NeedState.Unknown unknown => RunCodes.NeedUnknown.At(need.Place, $"{need.Lane.Title} depends on {need.Key}, which can't be read: {unknown.Why}") with { Severity = Severity.Warning },
        _ => null,
    };
}
