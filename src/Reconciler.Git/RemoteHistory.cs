using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;

namespace Reconciler.Git;

/// <summary>
/// The commits of a repository without their files, in a cache of their own: shallow commits know no ancestors, and two
/// that are fetched alone look unrelated. First the last hundred are asked for, then all.
/// </summary>
internal sealed class RemoteHistory(GitCommand git, GitServer server, GitUrl url)
{
    private const string Last = "refs/reconciler/history";
    private const int FirstDepth = 100;

    private readonly GitCache _cache = GitCache.Of(git, url, "-history");

    public async Task<Ancestry> AncestryAsync(string ancestor, string descendant, CancellationToken cancellation)
    {
        if (!GitObjects.IsId(ancestor) || !GitObjects.IsId(descendant)) return new Ancestry.Unknown("a commit is named by all its digits");
        if (ancestor == descendant) return new Ancestry.Yes();
        if (Directory.Exists(_cache.Repository) && await LocalHistory.AncestryAsync(_cache.Objects, ancestor, descendant, cancellation) is { } known and not Ancestry.Unknown) return known;
        Ancestry answer = new Ancestry.Unknown("the history was not fetched");
        var problem = await _cache.ChangeAsync(descendant, async () =>
        {
            (answer, var failed) = await FetchAsync(ancestor, descendant, cancellation);
            if (failed is null || !GitProblem.MayBeDamage(failed)) return failed;
            if (await _cache.RenewAsync(descendant, cancellation) is { } unusable) return unusable;
            (answer, failed) = await FetchAsync(ancestor, descendant, cancellation);
            return failed;
        }, cancellation);
        return problem is null ? answer : new Ancestry.Unknown(problem.Message);
    }

    private async Task<(Ancestry Answer, Diagnostic? Problem)> FetchAsync(string ancestor, string descendant, CancellationToken cancellation)
    {
        var isComplete = await _cache.Objects.HasAsync(Last, cancellation) && !await LocalHistory.IsShallowAsync(_cache.Objects, cancellation);
        string[][] steps = isComplete ? [[]] : [[$"--depth={FirstDepth}"], ["--depth=2147483647"]];
        Ancestry answer = new Ancestry.Unknown("the history was not fetched");
        foreach (var depth in steps)
        {
            var (result, problem) = await server.FetchAsync(_cache.Repository, ["--filter=tree:0", .. depth], [$"+{descendant}:{Last}"], cancellation);
            if (problem is not null) return (new Ancestry.Unknown(problem.Message), IsGone(result) ? null : problem);
            answer = await LocalHistory.AncestryAsync(_cache.Objects, ancestor, descendant, cancellation);
            if (answer is not Ancestry.Unknown) break;
        }
        return (answer, null);
    }

    private static bool IsGone(GitResult result) => result.Error.Contains("not our ref", StringComparison.Ordinal);
}
