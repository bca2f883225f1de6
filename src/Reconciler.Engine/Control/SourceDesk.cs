using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;

namespace Reconciler.Engine.Control;

/// <summary>
/// The source of an environment: which revision is the newest, and the newest that was read. Asking and reading never happen at the same
/// time, and what failed leaves what was known.
/// </summary>
internal sealed class SourceDesk(EnvironmentSetup setup) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private IRepository? _repository;
    private Revision? _newest;
    private Revision? _read;

    /// <summary>The source as it was read last without errors.</summary>
    public OpenedSource? Opened { get; private set; }

    /// <summary>What is wrong with the newest revision; empty where it was read.</summary>
    public ImmutableArray<Diagnostic> Problems { get; private set; } = [];

    /// <summary>The newest commit, whether or not it can be read.</summary>
    public string? Newest => _newest?.Commit;

    /// <summary>Whether the newest revision is the one that is opened.</summary>
    public bool IsCurrent => Opened is not null && Problems.IsEmpty && _read == _newest;

    /// <summary>Asks what is newest: whether that is new, or why it can't be told.</summary>
    public async Task<(bool IsNew, Revision? Revision, Diagnostic? Problem)> PollAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_repository is null)
            {
                var (repository, missing) = await setup.OpenSource(cancellation);
                if (repository is null) return (false, null, missing);
                _repository = repository;
            }
            var (revision, problem) = await _repository.ResolveAsync(setup.Reference, cancellation);
            if (revision is null) return (false, null, problem);
            var isNew = revision != _newest;
            _newest = revision;
            return (isNew, revision, null);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Reads the newest revision, unless that was done. What can't be fetched is tried again; what has errors is not.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_newest is not { } newest || newest == _read) return;
            var (opened, problems) = await OpenedSource.OpenAsync(_repository!, setup.Kustomize, newest, cancellation);
            if (opened is not null)
            {
                (Opened, Problems, _read) = (opened with { Routers = setup.Routers }, [], newest);
                return;
            }
            Problems = problems;
            // a mistake in the specs stays one until the next commit
            if (problems.All(problem => problem.Code.Number < 2000)) _read = newest;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
