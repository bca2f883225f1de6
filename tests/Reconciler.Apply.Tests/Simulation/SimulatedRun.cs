using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Engine.Running;
using Reconciler.Git;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;
using Reconciler.Sandbox.Faults;

namespace Reconciler.Apply.Tests.Simulation;

/// <summary>One seeded run: edits, drift and faults, a plan and an apply after each, and what must hold after every one of them.</summary>
internal sealed class SimulatedRun(SimulatedWorld world, int seed) : IAsyncDisposable
{
    private const string SystemNamespace = "simulation-system";

    private static readonly Approvals All = new([3001, 3003, 3004, 3005, 3010], 1000, false);

    private readonly Random _random = new(seed);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulated-");
    private readonly FastTime _time = new(20);
    private readonly List<string> _told = [];
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"s{seed}");
    private SimulatedSource _source = null!;
    private Others _others = null!;
    private RunStatus _status = new();

    /// <summary>The steps so far, one a line.</summary>
    public string Told => string.Join('\n', _told);

    /// <summary>The whole run; the first thing that is wrong ends it.</summary>
    public async Task RunAsync()
    {
        _source = new SimulatedSource(_folder.FullName, _prefix, SystemNamespace);
        _others = new Others(world, _source, _prefix);
        world.Use(FaultPlan.None);
        foreach (var name in _source.Namespaces.Append($"{_prefix}-theirs")) await world.AppliedAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}", "somebody");
        for (var left = 4; left > 0; left--) _told.Add(_source.Edit(_random));
        for (var step = _random.Next(2, 5); step > 0; step--) await StepAsync();
        await ConvergeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        world.Use(FaultPlan.None);
        foreach (var live in (await world.SeenAsync(_prefix)).Values.Where(live => live.Key.Kind is "Namespace" or "CustomResourceDefinition")) await world.DeletedAsync(live.Body);
        _folder.Delete(recursive: true);
    }

    private async Task StepAsync()
    {
        for (var left = _random.Next(0, 3); left > 0; left--) _told.Add(_source.Edit(_random));
        _source.Write();
        for (var left = _random.Next(0, 3); left > 0; left--) _told.Add(await _others.ActAsync(_random, await world.SeenAsync(_prefix)));
        var faults = _random.Next(3) == 0 ? FaultPlan.None : SimulatedFaults.Of(_random);
        foreach (var rule in faults.Rules) _told.Add($"fault {rule.Action} for {string.Join(',', rule.Verbs)} of {string.Join(',', rule.Resources)} {rule.Probability}");
        await CycleAsync(faults, _random.Next(4) == 0 ? All : Approvals.None, meddles: _random.Next(4) == 0);
        await NothingIsForgottenAsync();
    }

    /// <summary>Once nothing fails any more, and people do what plans ask them to, two applies are enough.</summary>
    private async Task ConvergeAsync()
    {
        _told.Add("no more faults");
        foreach (var mended in _source.Mend()) _told.Add(mended);
        _source.Write();
        for (var left = 3; left > 0; left--)
        {
            var asking = (await PlannedAsync(All)).Plan!;
            foreach (var change in asking.Changes.Where(change => change.Action == ChangeAction.Refuse)) Consent(change, isFirst: left == 3);
            _source.Write();
            await CycleAsync(FaultPlan.None, All, meddles: false);
            var plan = (await PlannedAsync(All)).Plan!;
            if (!plan.HasChanges && !plan.HasRefusals) break;
            if (left == 1) Fail($"it does not converge:\n{Shown(plan)}");
        }
        var last = (await PlannedAsync(Approvals.None)).Plan!;
        if (last.HasChanges || last.HasRefusals) Fail($"the plan after success is not empty:\n{Shown(last)}");
        await NothingIsForgottenAsync();
        await NothingIsLeftAsync(last);
    }

    private void Consent(Change change, bool isFirst)
    {
        var codes = change.Codes().ToHashSet();
        if (codes.Contains("RCN3042") && _source.PutBack(change.Key) is { } back) _told.Add(back);
        var annotation = codes.Contains("RCN3006") ? "reconciler.dev/adopt" : codes.Contains("RCN3007") ? "reconciler.dev/force" : null;
        if (!isFirst || annotation is null || change.Desired is null || _source.ItemOf(change.Key) is not { } item) return;
        _told.Add($"consent to {annotation} of {item.Id}");
        item.Annotations[annotation] = "true";
        _others.Foreign.Remove(change.Key);
        _others.Added.Remove(change.Key);
    }

    /// <summary>A plan and its apply by one process, and what they may not have done.</summary>
    private async Task CycleAsync(FaultPlan faults, Approvals approvals, bool meddles)
    {
        var before = await world.SeenAsync(_prefix);
        using var client = world.Client(new Random(seed));
        var cluster = new KubeCluster(client, "simulated");
        world.Use(faults);
        var planned = await PlanAsync(cluster, approvals);
        var known = _others.Foreign.Keys.ToHashSet();
        if (meddles)
        {
            world.Use(FaultPlan.None);
            _told.Add($"meanwhile {await _others.ActAsync(_random, before)}");
            before = await world.SeenAsync(_prefix);
            world.Use(faults);
        }
        if (planned.Plan is { IsRefused: false } plan)
        {
            _status = new RunStatus();
            var options = new RunOptions { DefaultPatience = TimeSpan.FromSeconds(30), DefaultKeep = 3, Deploys = Deploys(plan) };
            var problems = await new ApplyCycle(cluster, new Applier("simulation", "0.1.0", _time), options, happened => _status = _status.With(happened)).RunAsync(planned, default, default);
            _told.Add($"apply {plan.Counts} {string.Join("; ", problems)} {string.Join(", ", _status.Lanes.Values.Where(lane => lane.Outcome != LaneOutcome.Done).Select(lane => $"{lane.Lane.Title} {lane.Outcome} {string.Join(' ', lane.Problems)}"))} {string.Join("; ", _status.Notes)}");
        }
        else _told.Add($"no apply: {string.Join("; ", planned.Problems.Concat(planned.Plan?.Refusals ?? []))}");
        world.Use(FaultPlan.None);
        Judge(planned.Plan, before, await world.SeenAsync(_prefix), known);
    }

    private static ImmutableDictionary<string, LaneDeploy> Deploys(Plan plan) =>
        plan.Changes.Select(change => change.Lane.Id).Distinct(StringComparer.Ordinal).ToImmutableDictionary(id => id, _ => new LaneDeploy { Drain = TimeSpan.FromSeconds(1) }, StringComparer.Ordinal);

    /// <summary>Only what the plan names may be gone, nothing of what nothing was known of, and nothing of others may have changed.</summary>
    private void Judge(Plan? plan, ImmutableDictionary<ObjectKey, LiveObject> before, ImmutableDictionary<ObjectKey, LiveObject> after, HashSet<ObjectKey> known)
    {
        var isApplied = plan is { IsRefused: false };
        var deletions = isApplied ? plan!.Changes.Where(change => change.Action is ChangeAction.Prune or ChangeAction.Retire or ChangeAction.Replace or ChangeAction.Terminating).Select(change => (change.Key, change.Live?.Uid)).ToHashSet() : [];
        // what others had in a namespace or of a kind goes along only where a person has allowed that after it was counted
        var holders = before.Values.Where(live => isApplied && plan!.Approvals.Has(GuardCodes.BlastRadius) && deletions.Contains((live.Key, live.Uid)) && after.GetValueOrDefault(live.Key)?.Uid != live.Uid).ToList();
        bool WentAlong(LiveObject live) => !plan!.Identity.IsOurs(live) && holders.Any(holder => Others.IsHeld(live.Key, holder));
        _others.Forget(key => known.Contains(key) && holders.Any(holder => Others.IsHeld(key, holder)));
        foreach (var wrong in _others.Wrongs(after)) Fail(wrong);
        foreach (var live in before.Values.Where(live => after.GetValueOrDefault(live.Key)?.Uid != live.Uid && !live.IsDying))
        {
            if (WentAlong(live)) continue;
            if (!deletions.Contains((live.Key, live.Uid))) Fail($"{live.Key} is gone, and the plan does not say so:\n{(plan is null ? "no plan" : Shown(plan))}");
            if (plan!.Notes.Any(note => note.Code.Id == "RCN3012" && note.Message.Contains($"nothing is known of {live.Key.GroupKind},", StringComparison.Ordinal))) Fail($"{live.Key} was deleted although nothing was known of its kind");
            if (live.Annotation("reconciler.dev/prune") == "never" && plan.Changes.Any(change => change.Key == live.Key && change.Action == ChangeAction.Prune)) Fail($"{live.Key} is gone, and was never to be pruned");
        }
    }

    /// <summary>Every object with our label is in the plan, or the plan says why it isn't.</summary>
    private async Task NothingIsForgottenAsync()
    {
        var planned = await PlannedAsync(Approvals.None);
        if (planned.Plan is not { } plan) return;
        _others.Remembered = [.. planned.Seen.Remembered.Keys];
        foreach (var live in (await world.SeenAsync(_prefix)).Values.Where(live => live.PartOf == plan.Identity.ApplySetId))
        {
            // a copy that others made after the lists were read is theirs, and nothing has to find it
            if (_others.Foreign.ContainsKey(live.Key)) continue;
            // an older configuration waits until no revision names it and no pod needs it
            if (planned.Seen.Pinned.Contains(live.Key) || planned.Seen.Uses.Has(live.Key)) continue;
            var isTold = plan.Changes.Any(change => change.Key == live.Key) || plan.Notes.Any(note => note.Message.Contains(live.Key.ToString(), StringComparison.Ordinal));
            if (!isTold) Fail($"{live.Key} is forgotten; the inventory has {string.Join(',', planned.Seen.Inventory.GroupKinds)}\n{Shown(plan)}");
        }
    }

    /// <summary>In the end nothing of ours is there that the source doesn't have, but for what the plan names; and what it has is as it says.</summary>
    private async Task NothingIsLeftAsync(Plan plan)
    {
        var seen = await world.SeenAsync(_prefix);
        foreach (var live in seen.Values.Where(live => live.Applied(plan.Identity.Manager) is not null && !_others.Foreign.ContainsKey(live.Key)))
        {
            if (plan.Changes.Any(change => change.Key == live.Key) || plan.Notes.Any(note => note.Message.Contains(live.Key.ToString(), StringComparison.Ordinal))) continue;
            // an older configuration stays as long as a revision names it or a pod needs it, beside its successor
            if (Generations.Of(live.Key) is { } generation && Generations.IsConfiguration(live.Key) && plan.Changes.Any(change => change.Desired is not null && Generations.Of(change.Key) == generation)) continue;
            if (_others.Unlabelled.Contains(live.Uid)) Fail($"{live.Key} lost its label, and is not remembered");
            Fail($"{live.Key} is left");
        }
        foreach (var (_, item) in _source.Items.Values)
        {
            if (_source.KeyOf(item) is not { } key) continue;
            var body = seen.GetValueOrDefault(key)?.Body;
            if ((key.Kind == "ConfigMap" ? body.At("data", "a") : body.At("spec", "size")) != item.Number.ToString(CultureInfo.InvariantCulture)) Fail($"{item.Id} is not as the source says");
        }
    }

    private async Task<Planned> PlannedAsync(Approvals approvals)
    {
        world.Use(FaultPlan.None);
        using var client = world.Client(new Random(seed));
        var planned = await PlanAsync(new KubeCluster(client, "simulated"), approvals);
        if (planned.Plan is null) Fail($"no plan without faults: {string.Join("; ", planned.Problems)}");
        return planned;
    }

    private async Task<Planned> PlanAsync(ICluster cluster, Approvals approvals)
    {
        var (folder, problem) = FolderSource.Open(_folder.FullName, null, "/");
        Assert.True(folder is not null, problem?.ToString());
        var rendered = await RenderCycle.RunAsync(folder, new KustomizeCommand("", TimeSpan.FromSeconds(10)), default);
        Assert.False(rendered.HasErrors, string.Join('\n', rendered.Diagnostics.Where(one => one.Severity == Severity.Error)));
        return await PlanCycle.RunAsync(cluster, new PlanRequest(rendered, new SourceFacts("folder/simulated")) { Approvals = approvals }, default);
    }

    private static string Shown(Plan plan) => string.Join('\n', plan.Changes.Where(change => change.Action != ChangeAction.Keep).Select(change => $"  {change.Action} {change.Key} in {change.Lane.Title} {change.Cause?.Word} {string.Join(", ", change.Fields.Select(field => field.Path))} {string.Join(", ", change.Problems)}").Concat(plan.Refusals.Concat(plan.Notes).Select(note => $"  {note}")));

    private static void Fail(string what) => throw new InvalidOperationException(what);
}
