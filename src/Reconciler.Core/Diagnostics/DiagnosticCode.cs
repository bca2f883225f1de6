using System.Collections.Immutable;

namespace Reconciler.Diagnostics;

/// <summary>
/// A kind of problem: a number that never changes its meaning, the usual severity, and the cause and cure that
/// `reconcile explain RCN1012` shows. 1xxx is for the repo's owner to mend, 2xxx is trouble with the cluster or the
/// machine, 3xxx is a guard's refusal, 9xxx is a bug of ours.
/// </summary>
public sealed record DiagnosticCode(int Number, Severity Severity, string Title, string Cause, string Cure)
{
    public string Id => $"RCN{Number}";

    /// <summary>Whether it says why something of a plan is not done: a guard's refusal, or what the controller leaves for now.</summary>
    public bool IsGuard => Number is >= 3000 and < 4000;

    /// <summary>Whether it is of what the controller leaves for now, which no approval lifts.</summary>
    public bool IsHold => Number is >= 3051 and < 3070;

    /// <summary>Every code there is, by number. A number that is used twice is a bug, shown when this is first read.</summary>
    public static ImmutableSortedDictionary<int, DiagnosticCode> All { get; } = new[]
    {
        typeof(SourceCodes), typeof(SchemaCodes), typeof(ValueCodes), typeof(SpecCodes), typeof(WorkloadCodes), typeof(VolumeCodes), typeof(ClusterCodes), typeof(ManifestCodes), typeof(RenderCodes),
        typeof(RoutingCodes), typeof(ResourceCodes), typeof(MachineCodes),
        typeof(ConnectionCodes), typeof(GitCodes), typeof(SandboxCodes), typeof(AnswerCodes), typeof(RunCodes), typeof(DeployCodes), typeof(RouterCodes), typeof(ControlCodes), typeof(LiveCodes), typeof(GuardCodes), typeof(HoldCodes), typeof(AppOrderCodes),
    }
        .SelectMany(family => family.GetFields())
        .Select(field => (DiagnosticCode)field.GetValue(null)!)
        .ToImmutableSortedDictionary(code => code.Number, code => code);

    /// <summary>The code of an id such as RCN1012 or 1012, or null.</summary>
    public static DiagnosticCode? Find(string id) =>
        int.TryParse(id.StartsWith("RCN", StringComparison.OrdinalIgnoreCase) ? id[3..] : id, out var number) ? All.GetValueOrDefault(number) : null;

    /// <summary>A diagnostic of this code.</summary>
    public Diagnostic At(Objects.Origin place, string message, string? fix = null, string? field = null) =>
        new(this, place, message) { Fix = fix, Field = field };
}
