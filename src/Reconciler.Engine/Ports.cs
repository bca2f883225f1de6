using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Engine;

/// <summary>Where specs are kept: a folder, later a commit of a git repository. It is never written to.</summary>
public interface ISource
{
    /// <summary>Every file, in ordinal order of its path, hidden ones too; only what version control keeps for itself is left out.</summary>
    Task<ImmutableArray<SourceEntry>> ListAsync(CancellationToken cancellation);

    /// <summary>What came of reading each of the paths. A path that is not there reads as missing; none is left out.</summary>
    Task<IReadOnlyDictionary<string, FileContent>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellation);
}

/// <summary>Builds kustomizations.</summary>
public interface IKustomize
{
    /// <summary>Builds a folder of the files given, which are all that the build may read of the source.</summary>
    Task<KustomizeResult> BuildAsync(string folder, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation);
}

/// <summary>What came of a build. A build that failed gives nothing that could be taken for an empty one.</summary>
public abstract record KustomizeResult
{
    private KustomizeResult() { }

    public sealed record Built(string Yaml) : KustomizeResult;

    public sealed record Failed(DiagnosticCode Code, string Message, string? Fix = null) : KustomizeResult;
}
