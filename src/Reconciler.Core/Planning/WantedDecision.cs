using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>
/// What happens to an object that the source wants: one total decision over what is wanted, what is there, and what the
/// server said when it was asked.
/// </summary>
public sealed class WantedDecision(Identity identity, OwnedFields owned, ObjectHasher hasher, Observation seen, ImmutableDictionary<ObjectKey, MapNode>? lastRendered)
{
    public Change Of(DesiredObject desired, LiveObject? live, Comparison? comparison, Asked? asked) => (comparison, asked) switch
    {
        _ when desired.Manifest.Hindrance is { } hindrance => On(desired, live is null ? ChangeAction.Create : ChangeAction.Update, live).Refused(hindrance),
        _ when !desired.Manifest.Pending.IsEmpty => Pending(desired, live),
        (Comparison.Unchanged, _) => Unchanged(desired, live!),
        (Comparison.Finished, _) => On(desired, ChangeAction.Keep, null),
        (Comparison.Terminating, _) => On(desired, ChangeAction.Terminating, live) with { Cause = new Cause.Drift(null, null) },
        (Comparison.Foreign foreign, null) => Foreign(desired, live!, foreign.Owner),
        (_, null) => Unknown(desired, live),
        (_, Asked.Fresh made) => On(desired, ChangeAction.Create, null) with { Cause = CauseOfMaking(desired), Mark = MarkOf(desired, made.Answer), Problems = Warned(desired, asked) },
        (_, Asked.Deferred) => On(desired, ChangeAction.Deferred, null) with { Cause = new Cause.Yours(), IsUnverified = true },
        (_, Asked.Local local) => Locally(desired, local.Live ?? live),
        (_, Asked.Refused refused) => On(desired, refused.Live is null && live is null ? ChangeAction.Create : ChangeAction.Update, refused.Live ?? live).Refused([.. Answers.Explain(desired, refused.Why)]),
        (_, Asked.Waiting waiting) => On(desired, ChangeAction.Keep, waiting.Live) with { Problems = [GuardCodes.Waiting.At(desired.Manifest.Place, $"{desired.Key} stays as it is for now: {waiting.For}")] },
        (_, Asked.Replaceable replaceable) => Replaced(desired, replaceable),
        (_, Asked.Unfolded unfolded) => Unfolded(desired, unfolded.Live, comparison),
        (_, Asked.Exists exists) => Existing(desired, exists, comparison),
        _ => throw new UnreachableException(),
    };

    private Change Unchanged(DesiredObject desired, LiveObject live) =>
        seen.Remembered.TryGetValue(desired.Key, out var before) && before.Lane.Title != desired.Manifest.Lane.Title
            ? On(desired, ChangeAction.Transfer, live) with { Cause = new Cause.Yours() }
            : On(desired, ChangeAction.Keep, live);

    private static Change Foreign(DesiredObject desired, LiveObject live, string owner)
    {
        // a namespace is shared by whoever is in it, so one that exists is used as it is
        if (desired.Key is { Group: "", Kind: "Namespace" }) return On(desired, ChangeAction.Keep, live);
        return On(desired, ChangeAction.Adopt, live).Refused(GuardCodes.ForeignOwner.At(desired.Manifest.Place, $"{desired.Key} exists and belongs to {owner}", "rename yours, or add the annotation reconciler.dev/adopt: \"true\""));
    }

    private Change Unknown(DesiredObject desired, LiveObject? live)
    {
        var why = seen.WhyUnknown(desired.Key)?.Why ?? "the server was not asked";
        return On(desired, live is null ? ChangeAction.Create : ChangeAction.Update, live).Refused(GuardCodes.UnknownKind.At(desired.Manifest.Place, $"nothing is known of {desired.Key}: {why}"));
    }

    private Change Locally(DesiredObject desired, LiveObject? live)
    {
        if (live is null) return On(desired, ChangeAction.Create, null) with { Cause = new Cause.Yours(), IsUnverified = true };
        // what is absent from the spec may be a default, so only what the spec sets can differ
        var fields = FieldDiff.Between(live.Body, LocalMerge.Of(live.Body, desired.Body));
        return On(desired, ChangeAction.Update, live) with { Cause = CauseOf(desired, live, fields), Fields = Shown(desired, fields), Place = PlaceOf(desired, fields), IsUnverified = true };
    }

    private Change Replaced(DesiredObject desired, Asked.Replaceable asked)
    {
        var change = On(desired, ChangeAction.Replace, asked.Live) with { Cause = CauseOf(desired, asked.Live, []), Mark = MarkOf(desired, asked.Answer), OwnedHash = owned.AnswerHash(desired, asked.Live) };
        var isAllowed = desired.Steering.Replace || !DeletionRules.HoldsMuch(desired.Key);
        return isAllowed ? change : change.Refused([GuardCodes.ReplaceConsent.At(desired.Manifest.Place, $"{desired.Key} can't be changed in place: {asked.Why.Message}", "undo the change, or add the annotation reconciler.dev/replace: \"true\""), .. Answers.Explain(desired, asked.Why)]);
    }

    /// <summary>Values that could not be read are missing in the object, and it would be applied half filled.</summary>
    private static Change Pending(DesiredObject desired, LiveObject? live) => On(desired, live is null ? ChangeAction.Create : ChangeAction.Update, live)
        .Refused([.. desired.Manifest.Pending.Select(pending => AnswerCodes.SecretMissing.At(pending.Source.Secret?.Origin ?? desired.Manifest.Place, $"{desired.Key} waits for the Secret {pending.Source.Secret?.Value}, which can't be read"))]);

    private Change Unfolded(DesiredObject desired, LiveObject live, Comparison? comparison)
    {
        var action = ActionOn(desired, live, comparison);
        if (action == ChangeAction.Adopt && !desired.Steering.Adopt) return Foreign(desired, live, OwnerOf(live));
        var former = seen.Remembered.GetValueOrDefault(desired.Key)?.Applied;
        return Locally(desired, live) with { Action = action, Wanted = action, Former = former.Text("apiVersion")?.Value == desired.ApiVersion ? former : null };
    }

    private Change Existing(DesiredObject desired, Asked.Exists asked, Comparison? comparison)
    {
        var live = asked.Live;
        var action = ActionOn(desired, live, comparison);
        if (live.IsDying) return On(desired, ChangeAction.Terminating, live);
        if (action == ChangeAction.Adopt && !desired.Adopts) return Foreign(desired, live, OwnerOf(live));
        if (asked.Answer is null) return On(desired, action, live).Refused([.. asked.Conflicts.Select(conflict => Conflict(desired, conflict))]);
        var fields = FieldDiff.Between(live.Body, asked.Answer.Body);
        var entry = live.Applied(identity.Manager);
        var ours = fields.RemoveAll(field => !IsOurs(desired, entry, field));
        var mark = MarkOf(desired, asked.Answer);
        var change = On(desired, action, live) with
        {
            Cause = CauseOf(desired, live, ours),
            Fields = Shown(desired, fields),
            Place = PlaceOf(desired, ours),
            Mark = mark,
            OwnedHash = owned.AnswerHash(desired, live),
            IsForced = !asked.Conflicts.IsEmpty,
            HandsOver = comparison is Comparison.Moved { Reason: MoveReason.HandOver },
            Problems = [.. Warned(desired, asked), .. KeptByOthers(desired, live, entry, asked.Answer)],
        };
        // nothing to do but to write down anew what the server makes of it
        var isStaleMark = ours.IsEmpty && action == ChangeAction.Update && !change.HandsOver && entry is not null && Node.DeepEquals(entry.Fields, asked.Answer.Applied(identity.Manager)?.Fields);
        return isStaleMark ? change with { Action = ChangeAction.Keep, Wanted = ChangeAction.Keep, Cause = fields.IsEmpty ? null : new Cause.Admission() } : change;
    }

    private ChangeAction ActionOn(DesiredObject desired, LiveObject live, Comparison? comparison) => comparison is Comparison.Moved
        ? ActionOf(desired, comparison)
        : identity.IsOurs(live) || live.SelfName == identity.SelfName(live.Key) ? ChangeAction.Reclaim : ChangeAction.Adopt;

    private ChangeAction ActionOf(DesiredObject desired, Comparison comparison) => comparison switch
    {
        Comparison.Moved { Reason: MoveReason.OwnershipLost } => ChangeAction.Reclaim,
        Comparison.Moved { Reason: MoveReason.Version } => ChangeAction.Migrate,
        _ when seen.Remembered.TryGetValue(desired.Key, out var before) && before.Lane.Title != desired.Manifest.Lane.Title => ChangeAction.Transfer,
        _ => ChangeAction.Update,
    };

    private static bool IsOurs(DesiredObject desired, ManagerEntry? entry, FieldChange field) =>
        (entry is not null && field.Elements.IsIn(entry.Fields)) || field.Elements.Read(desired.Body) is not null;

    /// <summary>What was applied and is gone was deleted by somebody; a change of the source would have made us forget it.</summary>
    private Cause CauseOfMaking(DesiredObject desired) => seen.Missing.GetValueOrDefault(desired.Key) is Missing.Gone ? new Cause.Drift(null, null) : new Cause.Yours();

    /// <summary>
    /// The source is not what was applied: the user changed it, unless the commit that was applied renders to just that today. The
    /// source is what was applied: somebody changed the object.
    /// </summary>
    private Cause CauseOf(DesiredObject desired, LiveObject live, ImmutableArray<FieldChange> fields)
    {
        if (WasApplied(desired, live)) return Drifts.Of(live, identity.Manager, fields);
        return AppliedMark.Of(live.Body) is not null && Node.DeepEquals(lastRendered?.GetValueOrDefault(desired.Key), desired.Body) ? new Cause.Upgrade() : new Cause.Yours();
    }

    /// <summary>By the object's mark, or by history where somebody took the mark away.</summary>
    private bool WasApplied(DesiredObject desired, LiveObject live) => AppliedMark.Of(live.Body) is { } mark
        ? mark.Desired == owned.DesiredHash(desired)
        : !desired.IsSecret && Node.DeepEquals(seen.Remembered.GetValueOrDefault(desired.Key)?.Applied, desired.Body);

    /// <summary>What the spec no longer says, and another manager holds on to.</summary>
    private IEnumerable<Diagnostic> KeptByOthers(DesiredObject desired, LiveObject live, ManagerEntry? entry, LiveObject answer)
    {
        if (entry is null) yield break;
        foreach (var path in FieldLeaves.Of(entry.Fields).Where(path => path.Read(desired.Body) is null && path.Read(answer.Body) is not null && !desired.Initial.Any(initial => initial.Path == path)))
        {
            if (answer.Applied(identity.Manager) is { } after && path.IsIn(after.Fields)) continue;
            if (live.Managers.FirstOrDefault(other => other.Name != identity.Manager && path.IsIn(other.Fields)) is { } owner)
                yield return GuardCodes.KeptByOthers.At(desired.Manifest.Place, $"{desired.Key}: {path} is no longer in the spec, but stays: {owner.Name} owns it too");
        }
    }

    private static Diagnostic Conflict(DesiredObject desired, Kube.ConflictingField conflict) =>
        GuardCodes.Conflict.At(CausePath.Place(desired.Manifest.Body, conflict.Field, desired.Manifest.Place), $"{desired.Key}: {conflict.Field} belongs to {conflict.Manager}", "leave the field out, or add the annotation reconciler.dev/force: \"true\"", conflict.Field.TrimStart('.'));

    private static ImmutableArray<Diagnostic> Warned(DesiredObject desired, Asked asked) => [.. asked.Warnings.Select(text => Answers.Warning(desired, text))];

    private AppliedMark? MarkOf(DesiredObject desired, LiveObject answer) =>
        owned.DesiredHash(desired) is { } wanted && owned.AnswerHash(desired, answer) is { } made ? new AppliedMark(wanted, made) : null;

    private ImmutableArray<FieldChange> Shown(DesiredObject desired, ImmutableArray<FieldChange> fields) => desired.IsSecret ? FieldDiff.Masked(fields, hasher) : fields;

    private static Origin PlaceOf(DesiredObject desired, ImmutableArray<FieldChange> fields) =>
        fields.Select(field => field.Elements.Read(desired.Body)?.Origin ?? Origin.None).FirstOrDefault(place => place.IsKnown) is { IsKnown: true } place ? place : desired.Manifest.Place;

    private static string OwnerOf(LiveObject live) =>
        live.Controller ?? live.PartOf ?? live.Managers.Where(entry => entry.Subresource is null).Select(entry => $"the manager {entry.Name}").FirstOrDefault() ?? "somebody else";

    private static Change On(DesiredObject desired, ChangeAction action, LiveObject? live) =>
        new(desired.Key, action, desired.Manifest.Lane) { Desired = desired, Live = live, Place = desired.Manifest.Place };
}
