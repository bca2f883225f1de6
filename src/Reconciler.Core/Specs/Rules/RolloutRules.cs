using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Numbers and percentages of rollouts and disruption budgets.</summary>
internal static class RolloutRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => app.Processes.SelectMany(process => Rollout(app, process).Concat(Disruption(app, process)));

    private static IEnumerable<Diagnostic> Rollout(AppScope app, ProcessSpec process)
    {
        var (surge, unavailable) = (process.Rollout.MaxSurge, process.Rollout.MaxUnavailable);
        foreach (var problem in Form(app, "maxSurge", surge, WorkloadCodes.Rollout).Concat(Form(app, "maxUnavailable", unavailable, WorkloadCodes.Rollout))) yield return problem;
        if (CountOrPercent.Of(unavailable) is { IsPercent: true, Number: > 100 })
            yield return WorkloadCodes.Rollout.At(app.At(unavailable!.Origin), $"maxUnavailable is {(unavailable as ScalarNode)!.Written}, and no more than all pods can be away", "write at most 100%");
        if (app.App.Deploy.Strategy?.Value is not (null or "rolling") || CountOrPercent.Of(surge) is not { IsZero: true } || CountOrPercent.Of(unavailable) is not { IsZero: true }) yield break;
        var place = unavailable!.Origin.IsKnown ? unavailable.Origin : surge!.Origin;
        yield return WorkloadCodes.Rollout.At(app.At(place), $"with maxSurge and maxUnavailable both zero no pod of {process.Name} can be replaced", "write maxUnavailable: 1, or deploy: {strategy: recreate}");
    }

    private static IEnumerable<Diagnostic> Disruption(AppScope app, ProcessSpec process)
    {
        if (process.Disruption is not { } disruption) yield break;
        if (disruption.MinAvailable is not null && disruption.MaxUnavailable is { } both)
            yield return WorkloadCodes.Disruption.At(app.At(both.Origin), $"the disruption budget of {process.Name} has minAvailable and maxUnavailable", "keep one of the two");
        if (disruption.MinAvailable is null && disruption.MaxUnavailable is null)
            yield return WorkloadCodes.Disruption.At(app.At(disruption.Fields.Origin), $"the disruption budget of {process.Name} says nothing", "write minAvailable: 1 or maxUnavailable: 1");
        foreach (var problem in Form(app, "minAvailable", disruption.MinAvailable, WorkloadCodes.Disruption).Concat(Form(app, "maxUnavailable", disruption.MaxUnavailable, WorkloadCodes.Disruption)))
            yield return problem;
    }

    private static IEnumerable<Diagnostic> Form(AppScope app, string field, Node? node, DiagnosticCode code)
    {
        if (node is not ScalarNode { IsNull: false } written || CountOrPercent.Of(node) is not null) yield break;
        var fix = written.Value.Trim('%', ' ').All(char.IsAsciiDigit) && written.Value.Length > 0 ? $"write {written.Value.Trim('%', ' ')} or {written.Value.Trim('%', ' ')}%, without quotes for a number" : "write 1 or 25%";
        yield return code.At(app.At(node.Origin), $"{field} is \"{written.Written}\", which is neither a number nor a percentage", fix);
    }
}
