using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Sources;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>A repository behind a URL. Commits are fetched without history into a bare cache and read from there.</summary>
internal sealed class RemoteRepository(GitCommand git, GitUrl url, string path) : IRepository
{
    private const string Commits = "refs/reconciler/commits";
    private const string Tags = "refs/reconciler/tags";

    private readonly GitServer _server = new(git, url);
    private readonly GitCache _cache = GitCache.Of(git, url, "");

    public Task<SourceIdentity> IdentifyAsync(CancellationToken cancellation) => Task.FromResult(new SourceIdentity($"{url.Identity}//{path}"));

    public async Task<(Revision? Revision, Diagnostic? Problem)> ResolveAsync(string? reference, CancellationToken cancellation)
    {
        if (reference is not null && GitObjects.IsId(reference)) return (new Revision(reference), null);
        if (reference is not null && RemoteReferences.Check(reference) is { } invalid) return (null, invalid);
        var (answer, problem) = await _server.AskAsync(RemoteReferences.Names(reference), cancellation);
        return answer is null ? (null, problem) : RemoteReferences.Parse(answer, reference, url.Shown);
    }

    public async Task<(SourceSnapshot? Snapshot, Diagnostic? Problem)> OpenAsync(Revision revision, CancellationToken cancellation)
    {
        if (await FetchAsync(revision, isRenewed: false, cancellation) is { } problem) return (null, problem);
        var (tree, damage) = await _cache.Objects.ListAsync(revision.Commit!, cancellation);
        if (tree is null)
        {
            // What the cache lacks the server may well have.
            if (await FetchAsync(revision, isRenewed: true, cancellation) is { } again) return (null, again);
            (tree, damage) = await _cache.Objects.ListAsync(revision.Commit!, cancellation);
        }
        return tree is null ? (null, damage) : CommitSource.Open(_cache.Objects, tree, path, path, url.Shown);
    }

    public async Task<(CommitFacts? Facts, Diagnostic? Problem)> DescribeAsync(Revision revision, CancellationToken cancellation) =>
        await FetchAsync(revision, isRenewed: false, cancellation) is { } problem ? (null, problem) : await _cache.Objects.DescribeAsync(revision.Commit!, cancellation);

    public Task<Ancestry> AncestryAsync(string ancestor, string descendant, CancellationToken cancellation) =>
        new RemoteHistory(git, _server, url).AncestryAsync(ancestor, descendant, cancellation);

    public async Task<Diagnostic?> VerifyAsync(Revision revision, SignatureTrust trust, CancellationToken cancellation) =>
        await FetchAsync(revision, isRenewed: false, cancellation) ?? await new SignatureCheck(_cache.Objects, trust).RunAsync(revision, cancellation);

    /// <summary>Brings a commit, and the tag that led to it, into the cache, if they are not there. A name in the cache stands for a whole commit.</summary>
    private async Task<Diagnostic?> FetchAsync(Revision revision, bool isRenewed, CancellationToken cancellation)
    {
        if (!isRenewed && Directory.Exists(_cache.Repository) && await IsCachedAsync(revision, cancellation)) return null;
        return await _cache.ChangeAsync(revision.Commit!, async () =>
        {
            if (isRenewed && await _cache.RenewAsync(revision.Commit!, cancellation) is { } unusable) return unusable;
            if (await IsCachedAsync(revision, cancellation)) return null;
            var problem = await FetchOnceAsync(revision, cancellation);
            if (problem is not null && GitProblem.MayBeDamage(problem) && !isRenewed)
            {
                // Nothing that a server does: the cache itself may be damaged.
                problem = await _cache.RenewAsync(revision.Commit!, cancellation) ?? await FetchOnceAsync(revision, cancellation);
            }
            if (problem is null) await _cache.TidyAsync(Commits, cancellation);
            return problem;
        }, cancellation);
    }

    private async Task<bool> IsCachedAsync(Revision revision, CancellationToken cancellation) =>
        await _cache.Objects.HasAsync($"{Commits}/{revision.Commit}", cancellation) && (revision.TagObject is null || await _cache.Objects.HasAsync($"{Tags}/{revision.TagObject}", cancellation));

    private async Task<Diagnostic?> FetchOnceAsync(Revision revision, CancellationToken cancellation)
    {
        var commit = revision.Commit!;
        List<string> wanted = [$"+{commit}:{Commits}/{commit}"];
        if (revision.TagObject is { } tag) wanted.Add($"+{tag}:{Tags}/{tag}");
        var (result, problem) = await _server.FetchAsync(_cache.Repository, ["--depth=1"], wanted, cancellation);
        if (problem is null) return await CheckAsync(commit, cancellation);
        if (result.Error.Contains("unadvertised object", StringComparison.Ordinal)) return await FetchByNameAsync(revision, cancellation);
        return result.Error.Contains("not our ref", StringComparison.Ordinal) ? Gone(revision) : problem;
    }

    /// <summary>Old servers give only what a name of theirs stands for; a commit without a name needs all of their history then.</summary>
    private async Task<Diagnostic?> FetchByNameAsync(Revision revision, CancellationToken cancellation)
    {
        var commit = revision.Commit!;
        IReadOnlyList<string> depth = revision.Reference is null ? [] : ["--depth=1"];
        List<string> wanted = revision.Reference is { } name ? [$"+{name}:refs/reconciler/named"] : ["+refs/heads/*:refs/reconciler/heads/*", "+refs/tags/*:refs/reconciler/tagged/*"];
        if (revision.TagObject is { } tag) wanted.Add($"+{revision.Reference}:{Tags}/{tag}");
        if ((await _server.FetchAsync(_cache.Repository, depth, wanted, cancellation)).Problem is { } problem) return problem;
        if (!await _cache.Objects.HasAsync($"{commit}^{{commit}}", cancellation)) return Gone(revision);
        var kept = await _cache.Objects.RunAsync(["update-ref", $"{Commits}/{commit}", commit], cancellation);
        return kept.IsDone ? null : GitProblem.OfLocal("the cache can't be written", kept);
    }

    private async Task<Diagnostic?> CheckAsync(string commit, CancellationToken cancellation)
    {
        if (await _cache.Objects.HasAsync($"{commit}^{{commit}}", cancellation)) return null;
        return GitCodes.ReferenceMissing.At(Origin.None, $"{commit} in {url.Shown} is no commit", "write a branch, a tag, or all digits of a commit");
    }

    private Diagnostic Gone(Revision revision) => revision.Reference is null
        ? GitCodes.ReferenceMissing.At(Origin.None, $"{url.Shown} has no commit {revision.Commit}", "check the digits; a commit that was pushed over may be gone")
        : GitCodes.FetchIncomplete.At(Origin.None, $"{url.Shown}: {revision.Reference} was moved while it was read", "try again");
}
