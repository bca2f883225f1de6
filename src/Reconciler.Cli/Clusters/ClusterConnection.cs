using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Diagnostics;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Server;

namespace Reconciler.Cli.Clusters;

/// <summary>
/// The cluster that a command works with: a client, and behind it a sandbox in this process where that was asked for. Whoever opened it disposes
/// it, and with it the sandbox.
/// </summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private readonly SandboxLauncher? _sandbox;

    private ClusterConnection(ClusterAccess access, SandboxLauncher? sandbox)
    {
        _sandbox = sandbox;
        Client = new KubeClient(access, new HttpSettings { UserAgent = $"{CommandLine.Name}/{ProductVersion.Text}" }, TimeProvider.System, new Random());
    }

    public KubeClient Client { get; }

    /// <summary>How the cluster is called where it is shown: "sandbox", or the context.</summary>
    public string Name => Client.Access.Context;

    /// <summary>
    /// Finds the way into the cluster and starts the sandbox where that is it; nothing else is asked of the cluster yet. Without a
    /// connection the problems say why; with one they are warnings.
    /// </summary>
    public static async Task<(ClusterConnection? Connection, ImmutableArray<Diagnostic> Problems)> OpenAsync(CommandHost host, ClusterChoice choice, CancellationToken cancellation)
    {
        if (choice.IsSandbox(host)) return await OpenSandboxAsync(host, choice, cancellation);
        var (access, problems) = KubeConfig.Load(choice.Sources(host));
        return (access is null ? null : new ClusterConnection(access, null), problems);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_sandbox is not null) await _sandbox.DisposeAsync();
    }

    private static async Task<(ClusterConnection?, ImmutableArray<Diagnostic>)> OpenSandboxAsync(CommandHost host, ClusterChoice choice, CancellationToken cancellation)
    {
        if (choice.Kubeconfig is not null)
            return (null, [MachineCodes.CommandLine.At(Origin.None, "--cluster sandbox and --kubeconfig name two clusters", "leave one of them out")]);
        var (path, problem) = SandboxPlace.Of(host);
        if (path is null) return (null, [problem!]);
        var (sandbox, refusal) = await SandboxProcess.StartAsync(path, cancellation);
        return sandbox is null ? (null, [refusal!]) : (new ClusterConnection(AccessOf(sandbox.Address), sandbox), []);
    }

    private static ClusterAccess AccessOf(SandboxAddress address) => new()
    {
        Context = ClusterChoice.Sandbox,
        Server = address.Server,
        Authorities = [X509Certificate2.CreateFromPem(address.AuthorityPem)],
        Credentials = new Credentials.Token(address.Token),
    };
}
