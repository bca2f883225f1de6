using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>
/// What happens to an object that is ours and that the source no longer has. To be deleted, everything that tells whose it is
/// must agree; where anything differs it is left alone and named.
/// </summary>
public sealed class UnwantedDecision(Identity identity, OwnedFields owned, Observation seen, ManifestSet wanted)
{
    private static readonly Lane Nobody = new("removed", "", Origin.None);

    private readonly ILookup<string, ObjectKey> _successors = wanted.Manifests.Select(manifest => manifest.Key).Where(key => Generation(key) is not null).ToLookup(key => Generation(key)!, StringComparer.Ordinal);

    /// <summary>Whether it may be ours to delete, so that the server is asked whether it would let it go.</summary>
    public bool IsCandidate(LiveObject live) => WhyNotOurs(live) is null && !live.IsDying && ProtectionOf(live) is not PruneChoice.Never;

    public (Change? Change, Diagnostic? Note) Of(LiveObject live, Asked? asked)
    {
        if (WhyNotOurs(live) is { } why) return (null, GuardCodes.LooksLikeOurs.At(Origin.None, $"{live.Key} carries our label and is left alone: {why}"));
        if (live.IsDying) return (On(live, ChangeAction.Terminating), null);
        return ProtectionOf(live) switch
        {
            PruneChoice.Never => (null, GuardCodes.Protected.At(Origin.None, $"{live.Key} stays, because it carries reconciler.dev/prune: never")),
            PruneChoice.Orphan => (On(live, ChangeAction.Orphan), null),
            PruneChoice.Confirm => (Deletion(live, asked) is { Action: not ChangeAction.Refuse } change ? change.Refused(GuardCodes.Confirm.At(Origin.None, $"{live.Key} carries reconciler.dev/prune: confirm", "--approve RCN3005")) : Deletion(live, asked), null),
            _ => (Deletion(live, asked), null),
        };
    }

    private Change Deletion(LiveObject live, Asked? asked)
    {
        var change = On(live, IsRetirement(live) ? ChangeAction.Retire : ChangeAction.Prune) with { OwnedHash = owned.OwnedHash(live) };
        return asked switch
        {
            Asked.Deletable deletable => change with { Problems = [.. deletable.Warnings.Select(text => AnswerCodes.Warning.At(Origin.None, $"{live.Key}: {text}"))] },
            Asked.Local => change with { IsUnverified = true },
            Asked.Refused { Why: KubeError.NotFound } => change,
            Asked.Refused refused => change.Refused(Answers.ExplainDeletion(live.Key, refused.Why)),
            _ => change.Refused(GuardCodes.UnknownKind.At(Origin.None, $"the server was not asked whether {live.Key} can be deleted")),
        };
    }

    /// <summary>The annotation counts live and as it was applied last, so that removing it together with the manifest protects still.</summary>
    private PruneChoice ProtectionOf(LiveObject live)
    {
        var before = seen.Remembered.GetValueOrDefault(live.Key)?.Applied is { } applied ? new Steering(applied).Prune : PruneChoice.Allowed;
        var now = new Steering(live.Body).Prune;
        ImmutableArray<PruneChoice> strictest = [PruneChoice.Never, PruneChoice.Orphan, PruneChoice.Confirm];
        return strictest.FirstOrDefault(choice => choice == now || choice == before);
    }

    private string? WhyNotOurs(LiveObject live)
    {
        if (live.SelfName is not { } name) return "it does not name itself as ours";
        if (name != identity.SelfName(live.Key)) return $"it names itself {name}";
        if (live.Controller is { } controller) return $"{controller} controls it";
        if (live.Applied(identity.Manager) is null) return $"{identity.Manager} has applied none of its fields";
        if (seen.Remembered.TryGetValue(live.Key, out var before) && before.Uid != live.Uid) return "it has another UID than the object that was applied";
        return null;
    }

    /// <summary>Whether a newer generation of the same object is in the plan: the name is the same but for a hash at the end.</summary>
    private bool IsRetirement(LiveObject live) => Generation(live.Key) is { } generation && _successors.Contains(generation);

    private static string? Generation(ObjectKey key)
    {
        var dash = key.Name.LastIndexOf('-');
        if (key is not ({ Group: "", Kind: "Secret" or "Service" } or { Group: "apps", Kind: "Deployment" } or { Group: "batch", Kind: "Job" })) return null;
        var hash = dash < 0 ? "" : key.Name[(dash + 1)..];
        return hash.Length == Naming.HashLength && hash.All(Naming.HashAlphabet.Contains) ? $"{key.GroupKind}/{key.Namespace}/{key.Name[..dash]}" : null;
    }

    private Change On(LiveObject live, ChangeAction action) => new(live.Key, action, seen.Remembered.GetValueOrDefault(live.Key)?.Lane ?? Nobody) { Live = live, Cause = new Cause.Yours() };
}
