using System.Net.Http.Headers;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Kubernetes.Config;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Http;

/// <summary>What proves who one is, for a while. Where it could not be had, <see cref="Problem"/> says why.</summary>
internal sealed class CredentialState
{
    public AuthenticationHeaderValue? Header { get; init; }
    public ClientCertificate? Certificate { get; init; }
    public DateTimeOffset? Expires { get; init; }
    public Diagnostic? Problem { get; init; }

    public static CredentialState Bearer(string token) => new() { Header = new AuthenticationHeaderValue("Bearer", token) };
}

/// <summary>Gives the credentials of the moment: token files are read again, plugins are run again when theirs expire or are refused.</summary>
internal sealed class CredentialSource(ClusterAccess access, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FileAge = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _gate = new(1);
    private CredentialState? _current;

    public async ValueTask<CredentialState> Current(CancellationToken cancellation)
    {
        var current = Volatile.Read(ref _current);
        if (current is not null && !IsOver(current)) return current;
        return await Renew(current, cancellation).ConfigureAwait(false);
    }

    /// <summary>New credentials after some were refused; those who ask together get one answer.</summary>
    public async ValueTask<CredentialState> Renew(CredentialState? refused, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_current is { } current && !ReferenceEquals(current, refused) && !IsOver(current)) return current;
            var renewed = await Make(refused, cancellation).ConfigureAwait(false);
            // a failure is not kept: the next request tries again
            if (renewed.Problem is null) Volatile.Write(ref _current, renewed);
            return renewed;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether other credentials may be had after a refusal.</summary>
    public bool CanRenew => access.Credentials is Credentials.Plugin or Credentials.TokenFile;

    public void Dispose() => _gate.Dispose();

    private bool IsOver(CredentialState state) => state.Expires is { } end && end <= time.GetUtcNow();

    private async ValueTask<CredentialState> Make(CredentialState? before, CancellationToken cancellation) => access.Credentials switch
    {
        Credentials.Anonymous => new CredentialState { Certificate = access.Certificate },
        Credentials.Token token => new CredentialState { Header = new AuthenticationHeaderValue("Bearer", token.Value), Certificate = access.Certificate },
        Credentials.TokenFile file => FromFile(file, before),
        Credentials.Basic basic => new CredentialState
        {
            Header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.Username}:{basic.Password}"))),
            Certificate = access.Certificate,
        },
        Credentials.Plugin plugin => await ExecPlugin.Run(plugin.Settings, cancellation).ConfigureAwait(false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private CredentialState FromFile(Credentials.TokenFile file, CredentialState? before)
    {
        string? token = null;
        try
        {
            token = File.ReadAllText(file.Path).Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // told below, where nothing else is left
        }
        if (string.IsNullOrEmpty(token)) token = before?.Header?.Parameter ?? file.Fallback;
        if (token is null)
            return new CredentialState { Problem = ConnectionCodes.TokenFileUnreadable.At(new Origin(file.Path, 0, 0), "the token file is gone, unreadable or empty") };
        return new CredentialState
        {
            Header = new AuthenticationHeaderValue("Bearer", token),
            Certificate = access.Certificate,
            Expires = time.GetUtcNow() + FileAge,
        };
    }
}
