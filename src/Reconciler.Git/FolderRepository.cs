using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Sources;
using Reconciler.Objects;
using Reconciler.Specs.Layout;

namespace Reconciler.Git;

/// <summary>
/// A folder as it lies, and, where it is a git working copy, the commits that its repository has. Nothing is fetched, and
/// git is only needed for what only git knows.
/// </summary>
internal sealed class FolderRepository(GitSettings settings, string source, string path, string workingDirectory) : IRepository
{
    private (WorkingCopy? Copy, Diagnostic? Problem)? _opened;

    private string FullPath => Path.GetFullPath(Path.Combine(workingDirectory, source));

    public async Task<SourceIdentity> IdentifyAsync(CancellationToken cancellation)
    {
        var (copy, _) = await OpenAsync(cancellation);
        var origin = copy is null ? null : await copy.OriginAsync(cancellation);
        return origin is null
            ? new SourceIdentity($"folder//{RealPath.Of(Path.Combine(FullPath, path)) ?? Path.Combine(FullPath, path)}")
            : new SourceIdentity($"{origin.Identity}//{SourceEntry.Join(copy!.Inside, path)}");
    }

    public async Task<(Revision? Revision, Diagnostic? Problem)> ResolveAsync(string? reference, CancellationToken cancellation)
    {
        if (reference is null) return (Revision.AsItLies with { Stamp = FolderStamp.Of(Path.Combine(FullPath, path)) }, null);
        var (copy, problem) = await OpenAsync(cancellation);
        return copy is null ? (null, problem) : await copy.ResolveAsync(reference, cancellation);
    }

    public async Task<(SourceSnapshot? Snapshot, Diagnostic? Problem)> OpenAsync(Revision revision, CancellationToken cancellation)
    {
        if (revision.Commit is null)
        {
            var (folder, problem) = FolderSource.Open(source, path, workingDirectory);
            return folder is null ? (null, problem) : (new SourceSnapshot(folder, folder.Prefix), null);
        }
        var (copy, failed) = await OpenAsync(cancellation);
        if (copy is null) return (null, failed);
        var (tree, damage) = await copy.Objects.ListAsync(revision.Commit, cancellation);
        var prefix = SourceEntry.Join(FolderSource.Shown(source), FolderSource.Shown(path));
        return tree is null ? (null, damage) : CommitSource.Open(copy.Objects, tree, SourceEntry.Join(copy.Inside, path), prefix, $"{source} at {revision.Commit[..7]}");
    }

    public async Task<(CommitFacts? Facts, Diagnostic? Problem)> DescribeAsync(Revision revision, CancellationToken cancellation)
    {
        var (copy, problem) = await OpenAsync(cancellation);
        if (revision.Commit is not null) return copy is null ? (null, problem) : await copy.Objects.DescribeAsync(revision.Commit, cancellation);
        return copy is null || await copy.HeadAsync(cancellation) is not { } head ? (null, null) : await copy.DescribeAsync(head, path, cancellation);
    }

    public async Task<Ancestry> AncestryAsync(string ancestor, string descendant, CancellationToken cancellation)
    {
        var (copy, problem) = await OpenAsync(cancellation);
        if (copy is null) return new Ancestry.Unknown(problem!.Message);
        return GitObjects.IsId(ancestor) && GitObjects.IsId(descendant) ? await LocalHistory.AncestryAsync(copy.Objects, ancestor, descendant, cancellation) : new Ancestry.Unknown("a commit is named by all its digits");
    }

    public async Task<Diagnostic?> VerifyAsync(Revision revision, SignatureTrust trust, CancellationToken cancellation)
    {
        if (revision.Commit is null) return GitCodes.Unsigned.At(Origin.None, "files as they lie have no signature", "name a commit with --ref");
        var (copy, problem) = await OpenAsync(cancellation);
        return copy is null ? problem : await new SignatureCheck(copy.Objects, trust).RunAsync(revision, cancellation);
    }

    private async Task<(WorkingCopy? Copy, Diagnostic? Problem)> OpenAsync(CancellationToken cancellation) =>
        _opened ??= Path.Exists(FullPath)
            ? await WorkingCopy.OpenAsync(settings, FullPath, source, cancellation)
            : (null, MachineCodes.SourceMissing.At(Origin.None, $"{source} is not there", "check the path, and the folder that the command runs in"));
}
