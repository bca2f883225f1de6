namespace Reconciler.Diagnostics;

/// <summary>RCN3001 to RCN3099: what guards hold back. Those that say so can be lifted for one plan by --approve.</summary>
public static class GuardCodes
{
    public static readonly DiagnosticCode EmptySource = new(3001, Severity.Error, "The source has no objects at all",
        "A source that yields nothing would delete everything that was applied from it. That is more often a mistake than a wish.",
        "Check the path and the branch. If all of it is meant to go, set prune.empty: allow in the Environment, or --approve RCN3001.");

    public static readonly DiagnosticCode Budget = new(3002, Severity.Error, "More objects would be deleted than the budget allows",
        "The plan deletes more objects than prune.budget of the Environment. Replacements and retirements don't count.",
        "Look at the list. Allow it for this plan with --allow-prune N, or --approve RCN3002.");

    public static readonly DiagnosticCode NeedsApproval = new(3003, Severity.Error, "An object that holds data or others would be deleted",
        "Claims, volumes, namespaces, definitions of kinds and StatefulSets are only deleted when somebody says so.",
        "Allow it for this plan with --approve RCN3003, or keep the object with reconciler.dev/prune: orphan.");

    public static readonly DiagnosticCode BlastRadius = new(3004, Severity.Error, "A deletion would take objects along that are not ours",
        "Deleting a Namespace deletes all that is in it, and deleting a CustomResourceDefinition all objects of its kind.",
        "Move or delete what is not ours first, or allow it for this plan with --approve RCN3004.");

    public static readonly DiagnosticCode Confirm = new(3005, Severity.Error, "An object asks for confirmation before it is deleted",
        "It carries reconciler.dev/prune: confirm, live or in its last revision.", "Allow it for this plan with --approve RCN3005.");

    public static readonly DiagnosticCode ForeignOwner = new(3006, Severity.Error, "An object of that name belongs to somebody else",
        "It exists and was not made from this source. Applying it would take it from its owner.",
        "Rename yours, or take the object over with reconciler.dev/adopt: \"true\" or the adopt command.");

    public static readonly DiagnosticCode Conflict = new(3007, Severity.Error, "Another manager owns fields that the spec sets",
        "Somebody else set these fields, and they were never ours.", "Leave the fields out, or take them over with reconciler.dev/force: \"true\".");

    public static readonly DiagnosticCode OtherSource = new(3008, Severity.Error, "The inventory belongs to another source",
        "Two sources with one inventory would delete each other's objects.", "Name an Environment of its own in this source, or hand the inventory over with --take-over-inventory.");

    public static readonly DiagnosticCode NotDescending = new(3009, Severity.Error, "The commit does not descend from the last applied one",
        "The branch was reset, or an older commit was checked out. Objects of newer commits would be deleted.",
        "Check the branch. If it is meant, --approve RCN3009.");

    public static readonly DiagnosticCode AncestryUnknown = new(3010, Severity.Error, "It is not known whether the commit descends from the last applied one",
        "The history between the two commits could not be read, so nothing is deleted.", "Make the remote reachable, or --approve RCN3010.");

    public static readonly DiagnosticCode SelfProtection = new(3011, Severity.Error, "The plan touches what Reconciler or Kubernetes needs itself",
        "The system namespace, the inventory, the lease, history and the namespaces kube-* are out of reach for specs.", "Take the object out of the source.");

    public static readonly DiagnosticCode UnknownKind = new(3012, Severity.Error, "Nothing is known of the live objects of a kind",
        "They could not be listed. What is unknown is not absent: nothing of the kind is deleted, and nothing of it is applied.", "Mend what the message names, and plan again.");

    public static readonly DiagnosticCode LooksLikeOurs = new(3013, Severity.Warning, "An object carries our label and is not ours",
        "Its label says that it belongs to this source, but its name for itself, its field ownership or its UID says otherwise, as after a restore or a copy. It is left alone.",
        "Remove the label if the object should stay, or delete it.");

    public static readonly DiagnosticCode ReplaceConsent = new(3014, Severity.Error, "An object would have to be deleted and made again",
        "A field can't be changed in place, and the object holds data or its pods are interrupted.", "Undo the change, or allow it with reconciler.dev/replace: \"true\".");

    public static readonly DiagnosticCode KeptByOthers = new(3015, Severity.Warning, "A field was removed from the spec and stays",
        "Another manager owns the field too, so it does not go when we stop sending it.", "Let the other manager give it up.");

    public static readonly DiagnosticCode Protected = new(3016, Severity.Note, "An object stays although the source no longer has it",
        "It carries reconciler.dev/prune: never, live or in its last revision.", "Delete it by hand, or change the annotation in a commit before removing it.");

    public static readonly DiagnosticCode StillMounted = new(3018, Severity.Error, "A volume is still mounted",
        "Pods mount the claim that would be deleted. Kubernetes would carry the deletion out as soon as the last of them ends, and the data would go with it, so no approval lifts this.",
        "Remove the mount first, and the Storage when that is applied. An App and its Storage can be removed together.");

    public static readonly DiagnosticCode Stale = new(3019, Severity.Error, "An object has changed since it was seen",
        "What was planned for it no longer fits, so it is held.", "Plan again.");

    public static readonly DiagnosticCode Unverified = new(3020, Severity.Warning, "The plan was computed without asking the server",
        "The credentials may read but not write, and only writers may ask what a write would do.", "Plan with credentials that may patch, or read the plan as an estimate.");

    public static readonly DiagnosticCode ForeignInventory = new(3021, Severity.Error, "The inventory is kept by another tool",
        "Its tooling annotation names somebody else, who may delete what is ours.", "Name an Environment of its own in this source.");

    public static readonly DiagnosticCode Waiting = new(3030, Severity.Warning, "A change has to wait",
        "A claim that has no volume yet can't grow, and many get theirs when the first pod uses them. Nothing is lost by waiting.",
        "Plan again when the claim is bound. A claim that nothing has used yet can also be deleted and made anew with reconciler.dev/replace.");

    public static readonly DiagnosticCode StillWanted = new(3041, Severity.Warning, "An object is let go that the source still has",
        "The next apply finds it as somebody else's and refuses to take it.", "Take it out of the source too, or let it be adopted again.");

    public static readonly DiagnosticCode StillUsed = new(3042, Severity.Error, "A Namespace or a definition is still in use",
        "Objects that the source has, or that are to stay, lie in the Namespace or are of the defined kind. They would be deleted along with it, so no approval lifts this.",
        "Put the Namespace or the definition back into the source, or take out what uses it first. To leave it to somebody else, let it go with orphan.");

    public static readonly DiagnosticCode Held = new(3040, Severity.Note, "An object is held although the source no longer has it",
        "undo brought it back, and holds it for some time.", "Put it into the source, or let it go with undo --release.");

    public static readonly DiagnosticCode NotVerified = new(3035, Severity.Error, "The commit is not signed by somebody who is trusted",
        "The Environment asks for signatures (sync.verify), and those who may sign are named by the last verified commit, not by the one that is checked. The message has the code of what is wrong with the signature.",
        "Sign the commit with an allowed key. A person who knows the commit can let it through once with --approve RCN3035; its keys don't count then.");

    public static readonly DiagnosticCode NotACommit = new(3036, Severity.Error, "Files that belong to no commit can't be verified",
        "The Environment asks for signatures (sync.verify), and the source is a folder without git or has changes that are not committed.",
        "Commit and sign the changes, name a commit with --ref, or let the files through once with --approve RCN3036.");

    public static readonly DiagnosticCode FirstTrust = new(3037, Severity.Note, "A commit is verified by its own keys",
        "sync.verify is new, so there is no earlier commit to take the keys from. From this apply on only these keys count, and those that they sign in.", "Make sure that the keys are yours before you apply.");

    public static readonly DiagnosticCode TrustUnknown = new(3038, Severity.Error, "The keys to verify with can't be read",
        "sync.verify was set at the last verified commit, and that commit or the files that it names can't be read. What is unknown is not trusted.",
        "Make the commit reachable again, or let this plan through once with --approve RCN3038.");

    public static readonly DiagnosticCode PlanFileChanged = new(3022, Severity.Error, "A plan file is not as it was written",
        "What it says does not fit the digest in it: it was changed by hand or damaged, and its approvals count only for what was reviewed.", "Make the plan anew with plan --out.");

    public static readonly DiagnosticCode PlanFileForeign = new(3023, Severity.Error, "A plan file was made for something else",
        "It names another cluster, another inventory or another source than those that were opened now, or it only says what a branch changes.", "Name the cluster that the plan was made for, run the command where the source is found under its name, or plan again.");

    public static readonly DiagnosticCode NotReviewed = new(3024, Severity.Note, "Something is due that was not reviewed",
        "A plan file is applied, and this object was not to be changed when the plan was made.", "Plan again and review it.");

    public static readonly DiagnosticCode QuotaTogether = new(3025, Severity.Warning, "New objects exceed a quota together",
        "The server checks a quota object by object, so each of them would be taken in a dry run. The later ones are refused when they are made.", "Make fewer, or have the quota raised.");

    public static readonly DiagnosticCode BranchBehind = new(3026, Severity.Warning, "The base has commits that the branch lacks",
        "A plan against a base compares two states. What only the base has looks as if the branch took it away.", "Merge or rebase onto the base, or plan the merge commit.");

    public static readonly DiagnosticCode BaseBroken = new(3027, Severity.Warning, "The base has errors",
        "What can't be rendered of the base can't be compared, so it counts as changed by the branch.", "Mend the base, or read the plan with that in mind.");

    public static readonly DiagnosticCode NotReadable = new(3028, Severity.Warning, "Part of the cluster may not be read",
        "The credentials lack rights to read. A plan that is only shown goes on and leaves out what it can't know; nothing can be applied with it.", "Plan with credentials that may read what the message names.");

    public static readonly DiagnosticCode Renamed = new(3043, Severity.Warning, "An App gets another name",
        "One App leaves and another comes that runs the same images. The new one is deployed first, and what has the old name stays until that is healthy.",
        "Move what the message names by hand, or keep the name.");
}
