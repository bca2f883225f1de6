using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine;

/// <summary>From an environment to what differs in it from what was applied. What did not move costs no request of its own.</summary>
public sealed class DriftCycle(ICluster cluster, TimeProvider time)
{
    public async Task<Answer<DriftReport>> RunAsync(KnownEnvironment known, CancellationToken cancellation)
    {
        var history = await new HistoryStore(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation);
        if (!history.TryGet(out var records, out var why)) return new Answer<DriftReport>.Failed(why);
        records = records with { Orders = records.Orders.At(time.GetUtcNow()) };
        var hasher = await new FingerprintKey(cluster, known.Identity, known.SystemNamespace).ReadAsync(cancellation);
        var owned = new OwnedFields(known.Identity, hasher);
        var manifests = DriftDecision.Applied(new Observation { Remembered = Observer.Remember(records) });
        var seen = await new Observer(cluster, known.Identity).ObserveAsync(known.Inventory, records, manifests, cancellation);
        var questions = Questions.Of(manifests, seen, owned) with { Unwanted = [] };
        var asked = questions with { Wanted = questions.Wanted.RemoveAll(compared => !DriftDecision.IsQuestion(compared)) };
        var answers = await new Questioner(cluster, known.Identity, owned, seen, manifests).AskAsync(asked, new UnwantedDecision(known.Identity, owned, seen, manifests), cancellation);
        var decision = new DriftDecision(known.Identity, owned, hasher, seen);
        var drifted = questions.Wanted.Select(compared => decision.Of(compared, answers.GetValueOrDefault(compared.Desired.Key))).OfType<DriftedObject>().ToImmutableArray();
        var unknown = questions.Wanted.Count(compared => seen.WhyUnknown(compared.Desired.Key) is not null);
        var sorted = drifted.OrderBy(item => item.Lane.Id, StringComparer.Ordinal).ThenBy(item => item.Key).ToImmutableArray();
        return new Answer<DriftReport>.Ok(new DriftReport(known.Identity.Environment, cluster.Name, known.Inventory.Commit, sorted, questions.Wanted.Length - drifted.Length - unknown, seen.Unknown), 200);
    }
}
