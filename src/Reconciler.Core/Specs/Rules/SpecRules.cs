using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>
/// What a JSON Schema can't say: whether names lead somewhere, values can be read, and fields agree with each other. The
/// rules see merged specs, so what three processes inherit is reported once, at the line that says it.
/// </summary>
public static class SpecRules
{
    private static readonly ImmutableArray<Func<RuleScope, IEnumerable<Diagnostic>>> OfTheSet =
    [
        IdentityRules.Check, ReferenceRules.Check, DependencyRules.Check, HostRules.Check, NameRules.Check, VolumeRules.Check, StorageRules.Check, EnvironmentRules.Check, ClusterRules.Check, AllowRules.Check, NodeRules.Check, ChartRules.Check,
    ];

    private static readonly ImmutableArray<Func<SpecDocument, IEnumerable<Diagnostic>>> OfADocument = [ValueRules.Check, LabelRules.Check];

    private static readonly ImmutableArray<Func<AppScope, IEnumerable<Diagnostic>>> OfAnApp =
    [
        ProcessReferenceRules.Check, CronRules.Check, CommandRules.Check, ImageRules.Check, ResourceRules.Check, PortRules.Check, ProbeRules.Check, PlaceholderRules.Check,
        VariableRules.Check, MountRules.Check, AutoscalingRules.Check, ServingRules.Check, DeployRules.Check, BlueGreenRules.Check, RolloutRules.Check, SecurityRules.Check, PodSpecRules.Check,
    ];

    /// <summary>
    /// Every problem that the rules find, sorted by place, each with the path of its field. A place at which an earlier
    /// check has found an error is passed over: it has been explained.
    /// </summary>
    public static ImmutableArray<Diagnostic> Check(SpecSet specs)
    {
        var scope = new RuleScope(specs);
        var refused = specs.Problems.Where(problem => problem.Severity == Severity.Error && problem.Place.IsKnown).Select(problem => problem.Place).ToHashSet();
        var ofDocuments = Many.Select(specs.Documents, document => OfADocument.SelectMany(theme => theme(document)).ToImmutableArray());
        var ofApps = Many.Select(scope.Apps, app => OfAnApp.SelectMany(theme => theme(app)).ToImmutableArray());
        var found = OfTheSet.SelectMany(theme => theme(scope)).Concat(ofDocuments.SelectMany(problems => problems)).Concat(ofApps.SelectMany(problems => problems));
        var fields = new FieldFinder(specs);
        return
        [
            .. found
                .Where(problem => !refused.Contains(problem.Place))
                .DistinctBy(problem => (problem.Code.Number, problem.Place))
                .OrderBy(problem => problem.Place).ThenBy(problem => problem.Code.Number)
                .Select(problem => problem.Field is null ? problem with { Field = fields.Find(problem.Place) } : problem),
        ];
    }
}
