using System.CommandLine;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Planning;

namespace Reconciler.Cli;

/// <summary>What a user chose to read: SOURCE, --ref and --path.</summary>
internal sealed record SourceChoice(string Name, string? Reference, string? Path)
{
    /// <summary>The source as it may be printed: a password in a URL is not.</summary>
    public string ShownName => Repositories.Shown(Name);

    /// <summary>The source as it can be opened again by whoever has the credentials: without those that stand in a URL.</summary>
    public string UnlockedName => ShownName.Replace("://***@", "://", StringComparison.Ordinal);

    public NamedSource Named => new(UnlockedName, Reference, Path);

    public static SourceChoice Of(ParseResult parse, string? source, Option<string?> reference, Option<string?> path) =>
        new(source ?? ".", parse.GetValue(reference), parse.GetValue(path));

    public async Task<(SourceSnapshot? Snapshot, Diagnostic? Problem)> OpenAsync(CommandHost host, CancellationToken cancellation)
    {
        var (repository, problem) = await Repositories.OpenAsync(new GitSettings(host.Variable), Name, Path, host.WorkingDirectory, cancellation);
        if (repository is null) return (null, problem);
        var (revision, unknown) = await repository.ResolveAsync(Reference, cancellation);
        return revision is null ? (null, unknown) : await repository.OpenAsync(revision, cancellation);
    }
}
