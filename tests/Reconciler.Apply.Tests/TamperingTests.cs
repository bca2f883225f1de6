using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>
/// The comparison against the server's own word: what a forced dry run of the wanted object would change. Objects are tampered with by
/// others, or the source is edited; an object counts as unchanged exactly when the server would change neither it nor who owns what.
/// </summary>
public sealed class TamperingTests
{
    /// <summary>Of so many changes the server takes a good half.</summary>
    private const int Rounds = 280;

    private const int Accepted = 150;

    private static bool IsLong => Environment.GetEnvironmentVariable("RECONCILE_LONG") == "1";

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [Theory, Everywhere]
    public async Task An_object_is_unchanged_exactly_when_the_server_would_change_nothing(Target target)
    {
        var seeds = Setting("RECONCILE_SEED") is { } seed ? [seed] : IsLong ? Enumerable.Range(1, 7) : [1];
        var findings = new List<string>();
        var accepted = 0;
        foreach (var one in seeds) accepted += await RunAsync(target, one, findings);
        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
        if (Setting("RECONCILE_ROUND") is null) Assert.True(accepted >= seeds.Count() * Accepted, $"only {accepted} changes were accepted");
    }

    private static async Task<int> RunAsync(Target target, int seed, List<string> findings)
    {
        // a round that falls on every shape before it falls on one twice
        var rounds = Setting("RECONCILE_ROUND") is { } round ? [round] : Enumerable.Range(0, Rounds).ToArray();
        await using var awkward = await AwkwardBench.On(target, rounds.Select(number => ((seed * 97) + number, string.Create(CultureInfo.InvariantCulture, $"o{number}"))));
        await awkward.Bench.Settle(waits: false);
        var planned = await awkward.Bench.Planned();
        var examiner = new Examiner(awkward, planned);
        var results = await Task.WhenAll(rounds.Chunk(Math.Max(1, rounds.Length / 8)).Select(async some =>
        {
            var accepted = 0;
            foreach (var number in some)
            {
                var change = Assert.Single(planned.Plan!.Changes, change => change.Key.Name.EndsWith(string.Create(CultureInfo.InvariantCulture, $"o{number}"), StringComparison.Ordinal) && change.Key.Kind != "CustomResourceDefinition");
                var random = new Random((seed * 100_003) + number);
                var result = random.Next(4) == 0 ? await examiner.EditedAsync(change, random) : await examiner.TamperedAsync(change, random);
                if (result is null) continue;
                accepted++;
                if (result.Length == 0) continue;
                lock (findings) findings.Add($"{result}\nagain: RECONCILE_SEED={seed} RECONCILE_ROUND={number} dotnet test tests/Reconciler.Apply.Tests --filter {nameof(TamperingTests)}");
            }
            return accepted;
        }));
        return results.Sum();
    }

    /// <summary>Asks the server, and compares its word with ours.</summary>
    private sealed class Examiner(AwkwardBench bench, Engine.Planned planned)
    {
        private readonly Identity _identity = planned.Plan!.Identity;
        private readonly OwnedFields _owned = new(planned.Plan!.Identity, planned.Hasher);

        /// <summary>Somebody writes a changed object: null where the server doesn't take it, empty where we agree with the server.</summary>
        public async Task<string?> TamperedAsync(Change change, Random random)
        {
            var address = await AddressAsync(change);
            var (kind, seed) = (random.Next(12), random.Next());
            // controllers may write between a read and a write
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var tampering = new Tampering(new Random(seed));
                var answer = await WriteAsync(address, change, kind, tampering);
                if (answer.Error is KubeError.Stale) continue;
                return answer.Error is null ? await CompareAsync(address, change.Desired!, change, tampering.Told) : null;
            }
            return null;
        }

        /// <summary>Most people edit; some use our own name, some apply what they think is right, and some take away who owned what.</summary>
        private async Task<Answer<MapNode>> WriteAsync(ObjectAddress address, Change change, int kind, Tampering tampering)
        {
            var live = await ReadAsync(address);
            Task<Answer<MapNode>> Replace(MapNode body, string manager) => bench.Client.Objects.Replace(address, tampering.By(manager, body), new WriteOptions(manager), default);
            return kind switch
            {
                0 => await Replace(tampering.Of(live.Body), _identity.Manager),
                1 => await Replace(live.Body.With("metadata", live.Body.Map("metadata")!.With("managedFields", ListNode.Of(MapNode.Empty))), "a thief"),
                2 or 3 => await bench.Client.Objects.Apply(address, tampering.By("another applier", tampering.Of(change.Desired!.Body)), new WriteOptions("another applier") { Force = true }, default),
                _ => await Replace(tampering.Of(live.Body), kind < 8 ? "kubectl-edit" : "somebody"),
            };
        }

        /// <summary>The source wants something else: null where the server refuses it.</summary>
        public async Task<string?> EditedAsync(Change change, Random random)
        {
            var tampering = new Tampering(random);
            var edited = tampering.Of(change.Desired!.Body);
            var desired = DesiredObject.Of(change.Desired.Manifest with { Body = edited });
            return await CompareAsync(await AddressAsync(change), desired, change, $"in the source: {tampering.Told}");
        }

        private async Task<string?> CompareAsync(ObjectAddress address, DesiredObject desired, Change change, string told)
        {
            LiveObject live;
            Answer<MapNode> truth;
            do
            {
                live = await ReadAsync(address);
                var mark = AppliedMark.Of(live.Body) ?? AppliedMark.Of(change.Live!.Body)!;
                truth = await bench.Client.Objects.Apply(address, mark.PutOn(desired.Body), new WriteOptions(_identity.Manager) { Force = true, IsDryRun = true }, default);
            }
            while (truth.TryGet(out var seen, out _) && new LiveObject(seen).ResourceVersion != live.ResourceVersion);
            var comparison = _owned.Compare(desired, live);
            if (!truth.TryGet(out var answer, out var error))
                return comparison is Comparison.Unchanged ? Finding("unchanged, and an apply would be refused", change, told, live.Body, error.ToString()) : null;
            var isSame = Node.DeepEquals(Comparable(live.Body), Comparable(answer)) && Owners(live.Body).SetEquals(Owners(answer));
            var decided = await DecideAsync(desired, live, comparison);
            if (comparison is Comparison.Unchanged && !isSame) return Finding("falsely unchanged", change, told, live.Body, CanonicalJson.Write(answer));
            if (decided == ChangeAction.Keep && !isSame) return Finding("falsely kept", change, told, live.Body, CanonicalJson.Write(answer));
            if (isSame && decided != ChangeAction.Keep) return Finding($"falsely to {decided}", change, told, live.Body, CanonicalJson.Write(answer));
            var isEdited = !ReferenceEquals(desired, change.Desired);
            // an edit of the source has to be asked about, even where it says the same in other words
            return isSame && !isEdited && comparison is not Comparison.Unchanged ? Finding($"falsely moved: {comparison}", change, told, live.Body, CanonicalJson.Write(answer)) : "";
        }

        /// <summary>What the plan would do, from the question that it would ask.</summary>
        private async Task<ChangeAction> DecideAsync(DesiredObject desired, LiveObject live, Comparison comparison)
        {
            var seen = new Observation { Owned = ImmutableDictionary<ObjectKey, LiveObject>.Empty.Add(live.Key, live) };
            var compared = new Compared(desired, live, comparison);
            var questioner = new Questioner(bench.Bench.Cluster, _identity, _owned, seen, new Rendering.ManifestSet([desired.Manifest], []));
            var asked = compared.IsOpen ? await questioner.AskAsync(await bench.Bench.Cluster.KindsAsync(false, default), compared, default) : null;
            return new WantedDecision(_identity, _owned, planned.Hasher, seen, lastRendered: null).Of(desired, live, comparison, asked).Action;
        }

        private async Task<ObjectAddress> AddressAsync(Change change) =>
            ObjectAddress.Of(Assert.IsType<KindLookup.Served>(await bench.Client.Kinds.Find(change.Desired!.ApiVersion, change.Key.Kind, default)).Resource, change.Desired.Body);

        private async Task<LiveObject> ReadAsync(ObjectAddress address)
        {
            var answer = await bench.Client.Objects.Get(address, default);
            return answer.TryGet(out var body, out var error) ? new LiveObject(body) : throw new InvalidOperationException(error.ToString());
        }

        private static string Finding(string what, Change change, string told, MapNode live, string answer) =>
            $"{what}: {change.Key}\n  {told}\n  wanted {CanonicalJson.Write(change.Desired!.Body)}\n  live   {CanonicalJson.Write(live)}\n  answer {answer}";

        /// <summary>What counts of an object: not what the server keeps for itself, nor our mark, nor who owns what.</summary>
        private static MapNode Comparable(MapNode body)
        {
            var metadata = body.Map("metadata")!.Without("resourceVersion").Without("generation").Without("managedFields");
            if (metadata.Map("annotations") is { } annotations) metadata = metadata.With("annotations", annotations.Without(AppliedMark.Annotation));
            return body.Without("status").With("metadata", metadata);
        }

        private static HashSet<string> Owners(MapNode body) =>
            [.. new LiveObject(body).Managers.Where(entry => entry.Subresource is null).Select(entry => CanonicalJson.Write(entry.Body.Without("time")))];
    }
}
