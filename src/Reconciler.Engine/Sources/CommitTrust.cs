using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Specs;

namespace Reconciler.Engine.Sources;

/// <summary>
/// Checks a commit by sync.verify as it stood at the anchor: the last commit that was itself verified and applied. So neither the keys nor
/// the wish to verify can be changed by the commit that they are to judge. Without an anchor the commit's own keys count, once.
/// </summary>
public sealed class CommitTrust(IRepository repository, IKustomize kustomize, Rendered rendered, Revision revision, SourceFacts facts)
{
    private string? Commit => revision.Commit ?? facts.Commit;

    private VerifySpec? Own => rendered.Specs.Environment.Sync.Verify;

    public async Task<Verification> CheckAsync(InventoryState inventory, CancellationToken cancellation)
    {
        if (inventory.TrustedCommit is not { } anchor)
        {
            if (Own is null) return Verification.NotAsked;
            return await CheckAsync(rendered.Specs, null, FirstUse(), cancellation);
        }
        if (anchor == Commit && !facts.IsDirty) return await CheckAsync(rendered.Specs, anchor, [], cancellation);
        var (snapshot, problem) = await repository.OpenAsync(new Revision(anchor), cancellation);
        if (snapshot is null) return Refused(anchor, GuardCodes.TrustUnknown.At(Place(null), $"sync.verify was set at {Short(anchor)}, and that commit can't be read: {problem!.Message}", "make the commit reachable, or --approve RCN3038"));
        var specs = SpecParser.Parse(await SourceReader.ReadAsync(snapshot.Source, kustomize, cancellation));
        return await CheckAsync(specs, anchor, [], cancellation);
    }

    private async Task<Verification> CheckAsync(SpecSet judging, string? anchor, ImmutableArray<Diagnostic> notes, CancellationToken cancellation)
    {
        var verify = judging.Environment.Sync.Verify;
        var place = Place(verify);
        if (verify is null || TrustOf(judging, verify) is not { } trust)
            return Refused(anchor, GuardCodes.TrustUnknown.At(place, $"the keys of sync.verify{(anchor is null ? "" : $" at {Short(anchor)}")} can't be read", "write files with keys that are part of the source, or --approve RCN3038"));
        if (Commit is not { } commit)
            return Refused(anchor, GuardCodes.NotACommit.At(place, "sync.verify asks for a signed commit, and these files belong to none", "name a commit with --ref, or --approve RCN3036"));
        if (facts.IsDirty)
            return Refused(anchor, GuardCodes.NotACommit.At(place, $"sync.verify asks for a signed commit, and these files differ from {Short(commit)}", "commit and sign the changes, name a commit with --ref, or --approve RCN3036"));
        if (await repository.VerifyAsync(revision with { Commit = commit }, trust, cancellation) is { } problem)
            return Refused(anchor, GuardCodes.NotVerified.At(place, $"{problem.Code.Id}: {problem.Message}{(anchor is null ? "" : $"; the keys are those of {Short(anchor)}")}", $"{(problem.Fix is { } fix ? $"{fix}, or " : "")}--approve RCN3035"));
        if (await DifferenceAsync(commit, cancellation) is { } file)
            return Refused(anchor, GuardCodes.NotACommit.At(place, $"sync.verify asks for a signed commit, and {file} is not as {Short(commit)} has it, though git does not say so; git ignores it perhaps", "take it out of the source, name the commit with --ref, or --approve RCN3036"));
        return new Verification(Own is null ? null : commit, [], notes);
    }

    /// <summary>
    /// The first file that is read otherwise from the folder than from its commit. git calls a working copy clean that has ignored files,
    /// and a signature covers only what the commit has.
    /// </summary>
    private async Task<string?> DifferenceAsync(string commit, CancellationToken cancellation)
    {
        if (revision.Commit is not null) return null;
        var (snapshot, problem) = await repository.OpenAsync(new Revision(commit), cancellation);
        if (snapshot is null) return $"the source (\"{problem!.Message}\")";
        var signed = await RenderCycle.RunAsync(snapshot.Source, kustomize, cancellation);
        var (lies, has) = (rendered.Specs.Source, signed.Specs.Source);
        return lies.Files.Keys.Union(has.Files.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault(path => !IsSame(lies.Files.GetValueOrDefault(path), has.Files.GetValueOrDefault(path)))
            ?? lies.Named.Keys.Union(has.Named.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault(path => !IsSame(lies.Named.GetValueOrDefault(path), has.Named.GetValueOrDefault(path)))
            // what an App's kustomization reads is in no tree, and shows in what comes of it
            ?? rendered.Manifests.Manifests.FirstOrDefault(manifest => !signed.Manifests.Manifests.Any(other => other.Key == manifest.Key && Node.DeepEquals(other.Body, manifest.Body)))?.Place.File
            ?? (rendered.Manifests.Manifests.Length == signed.Manifests.Manifests.Length ? null : "the source");
    }

    private static bool IsSame(YamlFile? left, YamlFile? right) =>
        left is not null && right is not null && left.Documents.Length == right.Documents.Length && left.Documents.Zip(right.Documents).All(pair => Node.DeepEquals(pair.First.Root, pair.Second.Root));

    private static bool IsSame(FileContent? left, FileContent? right) => left is FileContent.Bytes one && right is FileContent.Bytes other ? one.Value.Span.SequenceEqual(other.Value.Span) : left == right;

    /// <summary>The keys as bytes; null where a file that is named can't be read, since fewer keys are not the same keys.</summary>
    private static SignatureTrust? TrustOf(SpecSet specs, VerifySpec verify)
    {
        var file = specs.Environment.Document?.File ?? "";
        ReadOnlyMemory<byte>? signers = null, keyring = null;
        if (verify.AllowedSigners is { } named && (signers = Bytes(specs, file, named)) is null) return null;
        if (verify.Keyring is { } ring && (keyring = Bytes(specs, file, ring)) is null) return null;
        return signers is null && keyring is null ? null : new SignatureTrust(signers, keyring, verify.Require?.Value == "tag" ? SignedObject.Tag : SignedObject.Commit);
    }

    private static ReadOnlyMemory<byte>? Bytes(SpecSet specs, string file, Sourced<string> named) =>
        NamedFiles.Resolve(file, named.Value) is { } path && specs.Source.Named.GetValueOrDefault(path) is FileContent.Bytes bytes ? bytes.Value : null;

    private ImmutableArray<Diagnostic> FirstUse() =>
        [GuardCodes.FirstTrust.At(Place(Own), "nothing that was verified has been applied yet, so this commit is verified by its own keys", "make sure that they are yours")];

    /// <summary>An approval lets a plan through; it doesn't make its keys count.</summary>
    private static Verification Refused(string? anchor, Diagnostic why) => new(anchor, [why], []);

    private Origin Place(VerifySpec? judging) => (Own ?? judging)?.Fields.Origin ?? rendered.Specs.Environment.Document?.Place ?? Origin.None;

    private static string Short(string commit) => commit[..Math.Min(7, commit.Length)];
}
