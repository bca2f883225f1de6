using System.Globalization;
using System.Security.Cryptography;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>A running API server on loopback, over https, with its state in one file.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string SeedSetting = "seed";

    private readonly WebListener _listener;
    private readonly CancellationTokenSource _stopping;
    private readonly ServerIdentity _identity;
    private readonly Task _controllers;

    private SandboxServer(Cluster cluster, WebListener listener, ServerIdentity identity, CancellationTokenSource stopping, Task controllers) =>
        (Cluster, _listener, _identity, _stopping, _controllers) = (cluster, listener, identity, stopping, controllers);

    public Cluster Cluster { get; }

    /// <summary>As in https://127.0.0.1:6443.</summary>
    public Uri Address => _identity.Address.Server;

    /// <summary>The bearer token of the administrator.</summary>
    public string Token => _identity.Token;

    public string AuthorityPem => _identity.Certificates.AuthorityPem;

    public string KubeconfigText => _identity.Address.KubeconfigText;

    /// <summary>Opens the store, brings the cluster up and listens. It serves when the task ends.</summary>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancel = default)
    {
        var listener = new WebListener(options);
        ObjectStore? store = null;
        try
        {
            store = ObjectStore.Open(options.StorePath);
            var identity = ServerIdentity.Open(store, options.Time);
            var listening = listener.ListenAsync(identity, cancel);
            var stopping = new CancellationTokenSource();
            var cluster = new Cluster(store, options.Time, SeedOf(store, options), options.Hooks, stopping.Token) { AuthorityPem = identity.Certificates.AuthorityPem };
            await ClusterStart.PrepareAsync(cluster, cancel);
            foreach (var prepare in options.Preparations) await prepare(cluster, cancel);
            listener.Answer(new ApiRouter(cluster, identity.Token));
            await listening;
            var controllers = Task.WhenAll(BuiltInControllers.All.Concat(options.Controllers).Select(run => Task.Run(() => run(cluster, stopping.Token), CancellationToken.None)));
            return new SandboxServer(cluster, listener, identity, stopping, controllers);
        }
        catch
        {
            await listener.DisposeAsync();
            if (store is not null) await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        try
        {
            await _controllers;
        }
        catch (OperationCanceledException)
        {
            // controllers end by being stopped
        }
        await Cluster.Store.DisposeAsync();
        _identity.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The seed that is kept, or that was asked for; with the revision, which keeps a restart from giving out the same UIDs again.</summary>
    private static int SeedOf(ObjectStore store, SandboxOptions options)
    {
        var seed = options.Seed ?? int.Parse(store.Kept(SeedSetting, () => RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        return unchecked((seed * 31) + (int)store.State.Revision);
    }
}
