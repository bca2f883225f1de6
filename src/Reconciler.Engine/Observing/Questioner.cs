using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Rendering.Charts;

namespace Reconciler.Engine.Observing;

/// <summary>Asks the server, by dry runs, what an apply or a deletion would do. It writes nothing.</summary>
public sealed class Questioner(ICluster cluster, Identity identity, OwnedFields owned, Observation seen, ManifestSet manifests)
{
    /// <summary>How often an object is looked at anew that is written to between the look and the question.</summary>
    private const int Looks = 5;

    private readonly HashSet<string> _newNamespaces = [.. manifests.Manifests.Where(manifest => manifest.Key is { Group: "", Kind: "Namespace" }).Select(manifest => manifest.Key.Name)];
    private readonly ChartKinds _brought = new(manifests);

    public async Task<ImmutableDictionary<ObjectKey, Asked>> AskAsync(Questions questions, UnwantedDecision unwanted, CancellationToken cancellation)
    {
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        var wanted = questions.Wanted.Where(compared => compared.IsOpen && seen.WhyUnknown(compared.Desired.Key) is null).ToList();
        var leaving = questions.Unwanted.Where(unwanted.IsCandidate).ToList();
        var answers = await Bounded.SelectAsync(wanted, (compared, stop) => AskAsync(kinds, compared, stop), cancellation);
        var deletions = await Bounded.SelectAsync(leaving, (live, stop) => AskToDeleteAsync(kinds, live, stop), cancellation);
        return wanted.Select(compared => compared.Desired.Key).Zip(answers).Concat(leaving.Select(live => live.Key).Zip(deletions)).Where(pair => pair.Second is not null).ToImmutableDictionary(pair => pair.First, pair => pair.Second!);
    }

    /// <summary>What an apply of one object would do; null where not even its kind can be known.</summary>
    public async Task<Asked?> AskAsync(DiscoverySnapshot kinds, Compared compared, CancellationToken cancellation)
    {
        var desired = compared.Desired;
        switch (kinds.Find(desired.ApiVersion, desired.Key.Kind))
        {
            case KindLookup.Served { Resource: var resource }:
                var address = ObjectAddress.Of(resource, desired.Body);
                return compared.Live is { } live ? await AboutExistingAsync(address, desired, live, cancellation) : await AboutNewAsync(address, desired, cancellation);
            case KindLookup.NotServed when _brought.Brings(desired.Key):
                return new Asked.Deferred("its kind is not served yet");
            case KindLookup.NotServed:
                return new Asked.Refused(null, new KubeError.KindNotServed { Subject = desired.Key.ToString(), Message = "the kind is not served" });
            default:
                return null;
        }
    }

    private async Task<Asked?> AboutNewAsync(ObjectAddress address, DesiredObject desired, CancellationToken cancellation)
    {
        var answer = await ApplyAsync(address, desired, desired.First, cancellation);
        if (answer is Answer<MapNode>.Ok { IsCreated: true } made) return new Asked.Fresh(new LiveObject(made.Value)) { Warnings = answer.Warnings };
        switch (answer.Error)
        {
            case null or KubeError.FieldConflict:
                return await ReadThenAskAsync(address, desired, cancellation);
            case KubeError.NamespaceMissing missing when _newNamespaces.Contains(missing.Namespace):
                return new Asked.Deferred($"its namespace {missing.Namespace} is not there yet");
            case KubeError.KindNotServed when _brought.Brings(desired.Key):
                return new Asked.Deferred("its kind is not served yet");
            case KubeError.Forbidden forbidden:
                return await LocallyAsync(address, forbidden, cancellation);
            default:
                return new Asked.Refused(null, answer.Error);
        }
    }

    private async Task<Asked?> ReadThenAskAsync(ObjectAddress address, DesiredObject desired, CancellationToken cancellation, int looks = Looks)
    {
        var read = await cluster.GetAsync(address, cancellation);
        if (!read.TryGet(out var body, out var why)) return why is KubeError.NotFound ? new Asked.Refused(null, new KubeError.Stale { Subject = address.ToString(), Message = "it was there and is gone" }) : new Asked.Refused(null, why);
        return await AboutExistingAsync(address, desired, new LiveObject(body), cancellation, looks);
    }

    private async Task<Asked?> AboutExistingAsync(ObjectAddress address, DesiredObject desired, LiveObject live, CancellationToken cancellation, int looks = Looks)
    {
        var lost = HandOver.Owned(desired, live.Applied(identity.Manager));
        var body = HandOver.Kept(desired, live, lost);
        var answer = await ApplyAsync(address, desired, Guarded(body, live, withVersion: false), cancellation);
        if (answer is Answer<MapNode>.Ok ok) return new Asked.Exists(live, new LiveObject(ok.Value), []) { Warnings = answer.Warnings };
        switch (answer.Error)
        {
            case KubeError.FieldConflict { Fields: var all }:
                // what a fold unites with ours first is no conflict then; a stripped object has nothing to unite
                var fields = OwnershipFold.Operations(live, identity.Manager, desired.ApiVersion) is not null && IsToFold(desired, live) ? all.RemoveAll(field => OwnershipFold.IsClientSide(field.Manager)) : all;
                if (!fields.IsEmpty && !MayForce(desired, live, fields)) return new Asked.Exists(live, null, fields);
                var forced = await ApplyAsync(address, desired, Guarded(body, live, withVersion: true), cancellation, isForced: true);
                if (forced.TryGet(out var taken, out var why)) return new Asked.Exists(live, new LiveObject(taken), fields) { Warnings = forced.Warnings };
                // a controller has written its status since the list
                if (why is KubeError.Stale && looks > 1) return await ReadThenAskAsync(address, desired, cancellation, looks - 1);
                return await AboutRefusedAsync(address, desired, live, why, cancellation);
            case KubeError.Forbidden forbidden:
                return new Asked.Local(live, forbidden);
            default:
                return await AboutRefusedAsync(address, desired, live, answer.Error!, cancellation);
        }
    }

    private async Task<Asked?> AboutRefusedAsync(ObjectAddress address, DesiredObject desired, LiveObject live, KubeError why, CancellationToken cancellation) =>
        why is KubeError.Invalid invalid && invalid.Causes.All(cause => cause.Field?.StartsWith("metadata", StringComparison.Ordinal) != true)
            ? await AboutReplacingAsync(address, desired, live, why, cancellation)
            : new Asked.Refused(live, why);

    /// <summary>
    /// Whether fields may be taken: all of them were ours when the object was applied last, so that the others' changes are drift, or
    /// nobody owns them any more in an object that names itself as ours, or the spec says so.
    /// </summary>
    private bool MayForce(DesiredObject desired, LiveObject live, ImmutableArray<ConflictingField> fields)
    {
        if (desired.Steering.Force || (desired.Adopts && !identity.IsOurs(live))) return true;
        if (!identity.IsOurs(live)) return false;
        if (OwnershipFold.IsStripped(live) && live.SelfName == identity.SelfName(live.Key) && fields.All(field => OwnershipFold.IsClientSide(field.Manager))) return true;
        if (AppliedMark.Of(live.Body)?.Desired is { } mark && mark == owned.DesiredHash(desired)) return true;
        return seen.Remembered.GetValueOrDefault(desired.Key)?.Applied is { } applied && fields.All(field => CausePath.Has(AppliedMark.Unanswered("").PutOn(applied), field.Field));
    }

    /// <summary>A change that is refused is a replacement only when the same object could be made under another name.</summary>
    private async Task<Asked?> AboutReplacingAsync(ObjectAddress address, DesiredObject desired, LiveObject live, KubeError why, CancellationToken cancellation)
    {
        if (ClaimGrowth.IsWaiting(desired, live)) return new Asked.Waiting(live, "it grows when it has its volume");
        var name = Twin(desired.Key);
        var body = desired.First.With("metadata", desired.First.Map("metadata")!.With("name", name));
        var made = await cluster.AskToCreateAsync(address.Resource, body, new WriteOptions(identity.Manager), cancellation);
        if (!made.TryGet(out var answer, out _)) return new Asked.Refused(live, why);
        // what we no longer send stays where ownership was lost, and two halves of an object may not go together
        return IsToFold(desired, live) ? new Asked.Unfolded(live, why) : new Asked.Replaceable(live, why, new LiveObject(answer));
    }

    private bool IsToFold(DesiredObject desired, LiveObject live) =>
        live.Applied(identity.Manager)?.ApiVersion != desired.ApiVersion && (OwnershipFold.IsStripped(live) || OwnershipFold.Operations(live, identity.Manager, desired.ApiVersion) is not null);

    /// <summary>Another name of the same length.</summary>
    private static string Twin(ObjectKey key)
    {
        var letters = $"x{Naming.Hash(key.ToString())}";
        return key.Name.Length <= letters.Length ? letters[..key.Name.Length] : letters + new string('x', key.Name.Length - letters.Length);
    }

    private async Task<Asked?> LocallyAsync(ObjectAddress address, KubeError why, CancellationToken cancellation)
    {
        var read = await cluster.GetAsync(address, cancellation);
        if (read.TryGet(out var body, out var error)) return new Asked.Local(new LiveObject(body), why);
        return error is KubeError.NotFound or KubeError.NamespaceMissing ? new Asked.Local(null, why) : new Asked.Refused(null, why);
    }

    private async Task<Asked?> AskToDeleteAsync(DiscoverySnapshot kinds, LiveObject live, CancellationToken cancellation)
    {
        if (kinds.Find(live.ApiVersion, live.Key.Kind) is not KindLookup.Served { Resource: var resource }) return null;
        var options = new DeleteOptions(DeletionRules.HasDependents(live.Key) ? Propagation.Foreground : Propagation.Background) { Uid = live.Uid };
        var answer = await cluster.AskToDeleteAsync(ObjectAddress.Of(resource, live.Body), options, cancellation);
        return answer.Error switch
        {
            null => new Asked.Deletable { Warnings = answer.Warnings },
            KubeError.Forbidden forbidden => new Asked.Local(live, forbidden),
            var why => new Asked.Refused(live, why),
        };
    }

    private static MapNode Guarded(MapNode body, LiveObject live, bool withVersion)
    {
        var metadata = body.Map("metadata")!.With("uid", live.Uid);
        return body.With("metadata", withVersion ? metadata.With("resourceVersion", live.ResourceVersion) : metadata);
    }

    private Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, DesiredObject desired, MapNode body, CancellationToken cancellation, bool isForced = false)
    {
        // the mark is part of what is applied, so the dry run carries one too
        var marked = AppliedMark.Unanswered(owned.DesiredHash(desired) ?? new string('0', 16)).PutOn(body);
        return cluster.AskToApplyAsync(address, marked, new WriteOptions(identity.Manager) { Force = isForced }, cancellation);
    }
}
