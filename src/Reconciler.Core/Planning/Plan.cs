using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Diffing;

namespace Reconciler.Planning;

/// <summary>What is known of the source that a plan was made from.</summary>
public sealed record SourceFacts(string Identity)
{
    /// <summary>The commit, or null for a folder that is no working copy.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether files differ from the commit.</summary>
    public bool IsDirty { get; init; }

    public string? Author { get; init; }
    public DateTimeOffset? Time { get; init; }
    public string? Subject { get; init; }

    /// <summary>How people read the commit: seven digits, with a mark where files differ from it.</summary>
    public string Shown => Commit is null ? "files as they lie" : $"commit {Commit[..Math.Min(7, Commit.Length)]}{(IsDirty ? " with changes" : "")}";
}

/// <summary>What a plan was compared with to tell what a branch changes.</summary>
public sealed record BaseFacts(string Reference, string? Commit);

/// <summary>What will happen, object by object, decided before anything is written.</summary>
public sealed record Plan
{
    public required Identity Identity { get; init; }

    /// <summary>The namespace of inventory, history and lease.</summary>
    public required string SystemNamespace { get; init; }

    public required SourceFacts Source { get; init; }

    /// <summary>The cluster as people call it.</summary>
    public required string Cluster { get; init; }

    /// <summary>By lane, then by key.</summary>
    public required ImmutableArray<Change> Changes { get; init; }

    /// <summary>What a person allowed for it.</summary>
    public Approvals Approvals { get; init; } = Approvals.None;

    /// <summary>The base of a plan that speaks of a branch; null for a plan of all that an apply does.</summary>
    public BaseFacts? Base { get; init; }

    /// <summary>What differs anyway and is not of the branch; it is in no count.</summary>
    public ImmutableArray<Change> Apart { get; init; } = [];

    /// <summary>Why nothing of the plan may be done; empty for most.</summary>
    public ImmutableArray<Diagnostic> Refusals { get; init; } = [];

    /// <summary>What is worth knowing, and what could not be found out.</summary>
    public ImmutableArray<Diagnostic> Notes { get; init; } = [];

    /// <summary>The commit whose keys the next one is verified by; null where nothing has to be signed.</summary>
    public string? TrustedCommit { get; init; }

    /// <summary>Objects outside the source that lanes wait for, as they were found.</summary>
    public ImmutableArray<ClusterNeed> Needs { get; init; } = [];

    public bool IsRefused => Refusals.Any(refusal => refusal.Severity == Severity.Error);

    public bool HasChanges => Changes.Any(change => change.IsWrite);

    public bool HasRefusals => IsRefused || Changes.Any(change => change is { Action: ChangeAction.Refuse, IsBookkeeping: false });

    /// <summary>
    /// What an approval is bound to: the set, the source, and for each object what is done, to what, from what. It changes as
    /// soon as any of that does.
    /// </summary>
    public string Hash
    {
        get
        {
            var text = new StringBuilder(Identity.ApplySetId).Append('\n').Append(Source.Identity).Append('\n').Append(Source.Commit).Append('\n');
            foreach (var change in Changes.Where(change => change.Action != ChangeAction.Keep))
                text.Append(change.Key).Append(' ').Append(change.Wanted).Append(' ').Append(change.Mark?.Desired).Append(' ').Append(change.Live?.Uid).Append(' ').Append(change.OwnedHash).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..8]);
        }
    }

    public PlanCounts Counts => PlanCounts.Of(Changes);
}

/// <summary>How many objects of a plan meet which fate.</summary>
public sealed record PlanCounts(int Create, int Update, int Replace, int Prune, int Unchanged, int Adopt, int Transfer, int Orphan, int Retire, int Terminating, int Refused)
{
    public static PlanCounts Of(ImmutableArray<Change> changes)
    {
        int Count(params ReadOnlySpan<ChangeAction> actions)
        {
            var count = 0;
            foreach (var change in changes)
                if (!change.IsBookkeeping && actions.Contains(change.Action)) count++;
            return count;
        }
        return new PlanCounts(
            Count(ChangeAction.Create, ChangeAction.Deferred),
            Count(ChangeAction.Update, ChangeAction.Reclaim, ChangeAction.Migrate),
            Count(ChangeAction.Replace),
            Count(ChangeAction.Prune),
            Count(ChangeAction.Keep),
            Count(ChangeAction.Adopt),
            Count(ChangeAction.Transfer),
            Count(ChangeAction.Orphan),
            Count(ChangeAction.Retire),
            Count(ChangeAction.Terminating),
            Count(ChangeAction.Refuse));
    }

    /// <summary>The last line of a plan. What comes after "unchanged" is only said where there is some.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(System.Globalization.CultureInfo.InvariantCulture, $"Plan: {Create} to create, {Update} to update, {Replace} to replace, {Prune} to prune, {Unchanged} unchanged");
        void Also(int count, string what)
        {
            if (count > 0) text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {count} {what}");
        }
        Also(Adopt, "to adopt");
        Also(Transfer, "to transfer");
        Also(Orphan, "to orphan");
        Also(Retire, "to retire");
        Also(Terminating, "terminating");
        Also(Refused, "refused");
        return text.Append('.').ToString();
    }
}
