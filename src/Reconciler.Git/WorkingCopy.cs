using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Objects;
using Reconciler.Specs.Layout;

namespace Reconciler.Git;

/// <summary>The repository that a folder on this machine lies in: its names, its commits, what of it is not committed.</summary>
internal sealed class WorkingCopy
{
    private readonly string _folder;

    private WorkingCopy(GitCommand git, string folder, string repository, string inside) =>
        (_folder, Objects, Inside) = (folder, new GitObjects(git, repository), inside);

    public GitObjects Objects { get; }

    /// <summary>Where the source lies in the repository; "" at its top.</summary>
    public string Inside { get; }

    /// <summary>Finds the repository of a folder or file; git's own check that it belongs to the user holds.</summary>
    public static async Task<(WorkingCopy? Copy, Diagnostic? Problem)> OpenAsync(GitSettings settings, string fullPath, string shown, CancellationToken cancellation)
    {
        var (git, missing) = await GitCommand.OpenAsync(settings, cancellation);
        if (git is null) return (null, missing);
        var isFile = File.Exists(fullPath);
        var folder = isFile ? Path.GetDirectoryName(fullPath)! : fullPath;
        var trusted = (await git.UserConfigAsync(cancellation)).Where(entry => entry.Key == "safe.directory");
        var found = await git.RunAsync(new GitCall(["rev-parse", "--path-format=absolute", "--git-dir", "--show-prefix"]) { Folder = folder, Config = trusted }, cancellation);
        if (!found.IsDone)
        {
            return found.Error.Contains("not a git repository", StringComparison.Ordinal)
                ? (null, GitCodes.NotARepository.At(Origin.None, $"{shown} lies in no git working copy", "leave --ref out to read the files as they lie"))
                : (null, GitProblem.OfLocal($"{shown} can't be read as a git working copy", found));
        }
        var lines = found.Text.Split('\n');
        var inside = (lines.Length > 1 ? lines[1] : "").TrimEnd('/');
        return (new WorkingCopy(git, folder, lines[0], isFile ? SourceEntry.Join(inside, Path.GetFileName(fullPath)) : inside), null);
    }

    public async Task<(Revision? Revision, Diagnostic? Problem)> ResolveAsync(string reference, CancellationToken cancellation)
    {
        if (reference.StartsWith('-') || reference.Any(char.IsControl)) return (null, GitCodes.ReferenceInvalid.At(Origin.None, $"--ref \"{reference}\" is no name of a commit", "write a branch, a tag or a commit"));
        string[] both = [$"refs/heads/{reference}", $"refs/tags/{reference}"];
        var names = (await Objects.RunAsync(["for-each-ref", "--format=%(refname)", .. both], cancellation)).Text.Split('\n');
        if (both.All(names.Contains)) return (null, GitCodes.ReferenceAmbiguous.At(Origin.None, $"there is a branch and a tag that are called {reference}", $"write --ref {both[0]} or --ref {both[1]}"));
        var commit = await Objects.RunAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", $"{reference}^{{commit}}"], cancellation);
        if (!commit.IsDone || !GitObjects.IsId(commit.Line))
            return (null, GitCodes.ReferenceMissing.At(Origin.None, $"the working copy has no branch, tag or commit {reference}", "git fetch brings what only the remote has"));
        var name = both.FirstOrDefault(names.Contains) ?? (reference.StartsWith("refs/", StringComparison.Ordinal) ? reference : null);
        var tag = name?.StartsWith("refs/tags/", StringComparison.Ordinal) == true ? await Objects.RunAsync(["rev-parse", "--verify", "--quiet", name], cancellation) : null;
        return (new Revision(commit.Line, name, tag is { IsDone: true } && tag.Line != commit.Line ? tag.Line : null), null);
    }

    /// <summary>The commit that is checked out, or null before the first.</summary>
    public async Task<string?> HeadAsync(CancellationToken cancellation) =>
        await Objects.RunAsync(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellation) is { IsDone: true } head ? head.Line : null;

    /// <summary>The facts of what is checked out, dirty where something below the source is changed or not known to git.</summary>
    public async Task<(CommitFacts? Facts, Diagnostic? Problem)> DescribeAsync(string head, string path, CancellationToken cancellation)
    {
        var (facts, problem) = await Objects.DescribeAsync(head, cancellation);
        if (facts is null) return (null, problem);
        var trusted = (await Objects.Git.UserConfigAsync(cancellation)).Where(entry => entry.Key == "safe.directory");
        var status = await Objects.Git.RunAsync(new GitCall(["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--", path.Length == 0 ? "." : path]) { Folder = _folder, Config = trusted }, cancellation);
        return status.IsDone ? (facts with { IsDirty = status.Output.Length > 0 }, null) : (null, GitProblem.OfLocal("what is not committed can't be told", status));
    }

    /// <summary>Where the working copy comes from, or null where it has no origin that others could have too.</summary>
    public async Task<GitUrl?> OriginAsync(CancellationToken cancellation)
    {
        var result = await Objects.RunAsync(["config", "--get", "remote.origin.url"], cancellation);
        if (!result.IsDone) return null;
        return GitUrl.Parse(result.Line.StartsWith('/') ? $"file://{result.Line}" : result.Line).Url;
    }
}
