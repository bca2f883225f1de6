using System.Collections.Immutable;
using Reconciler.Rendering;
using Reconciler.Specs;
using Reconciler.Specs.Rules;

namespace Reconciler.Planning;

/// <summary>Which lanes wait for which, as dependsOn of Apps and the annotation of single objects say, and as new names ask for.</summary>
public static class LaneNeeds
{
    /// <summary>The ids of the lanes that a lane waits for, by its own id.</summary>
    public static ImmutableDictionary<string, ImmutableArray<string>> Of(SpecSet specs, Plan plan)
    {
        var places = plan.Changes.Where(change => change.Desired is not null).GroupBy(change => $"{change.Key.GroupKind}/{change.Key.Namespace}/{change.Key.Name}", StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Lane.Id, StringComparer.Ordinal);
        var ofApps = specs.Apps.SelectMany(app => app.DependsOn.Select(need => (From: Lane.Of(app).Id, Need: need.Value, app.Namespace.Value)));
        var ofObjects = plan.Changes.Where(change => change.Desired is not null).SelectMany(change => change.Desired!.Steering.DependsOn.Select(need => (From: change.Lane.Id, Need: need, Value: change.Key.Namespace)));
        // an App that gets another name stays until it is healthy under the new one
        var renamed = Rename.Of(plan.Changes).Select(rename => (From: rename.From.Id, To: (string?)rename.To.Id));
        return ofApps.Concat(ofObjects).Select(need => (need.From, To: Target(need.Need, need.Value, places))).Concat(renamed).Where(need => need.To is not null && need.To != need.From)
            .GroupBy(need => need.From, StringComparer.Ordinal).ToImmutableDictionary(group => group.Key, group => group.Select(need => need.To!).Distinct(StringComparer.Ordinal).ToImmutableArray(), StringComparer.Ordinal);
    }

    private static string? Target(string text, string inNamespace, Dictionary<string, string> places) => Dependency.Parse(text, inNamespace) switch
    {
        Dependency.OnSpec spec => new Lane($"{spec.Id.Kind}/{spec.Id.Name}", spec.Id.Namespace, default).Id,
        Dependency.OnObject item => places.GetValueOrDefault($"{item.GroupKind}/{item.Namespace}/{item.Name}"),
        _ => null,
    };
}
