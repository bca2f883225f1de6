using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>A running API server on loopback, over https, with its state in one file.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string SeedSetting = "seed";

    /// <summary>How long requests in flight may take when the server stops.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping;
    private readonly ServerIdentity _identity;
    private readonly Task _controllers;

    private SandboxServer(WebApplication web, Cluster cluster, CancellationTokenSource stopping, ServerIdentity identity, Task controllers) =>
        (_web, Cluster, _stopping, _identity, _controllers) = (web, cluster, stopping, identity, controllers);

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
        var store = ObjectStore.Open(options.StorePath);
        try
        {
            var identity = ServerIdentity.Open(store, options.Time);
            var seed = options.Seed ?? int.Parse(store.Kept(SeedSetting, () => RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
            var stopping = new CancellationTokenSource();
            // the revision keeps a restart from giving out the same UIDs again
            var cluster = new Cluster(store, options.Time, unchecked((seed * 31) + (int)store.State.Revision), options.Hooks, stopping.Token) { AuthorityPem = identity.Certificates.AuthorityPem };
            await ClusterStart.PrepareAsync(cluster, cancel);
            foreach (var prepare in options.Preparations) await prepare(cluster, cancel);
            var router = new ApiRouter(cluster, identity.Token);
            var web = await ListenAsync(options, identity, router, cancel);
            var controllers = Task.WhenAll(BuiltInControllers.All.Concat(options.Controllers).Select(run => Task.Run(() => run(cluster, stopping.Token), CancellationToken.None)));
            return new SandboxServer(web, cluster, stopping, identity, controllers);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _web.StopAsync();
        await _web.DisposeAsync();
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

    private static async Task<WebApplication> ListenAsync(SandboxOptions options, ServerIdentity identity, ApiRouter router, CancellationToken cancel)
    {
        var wanted = options.Port ?? identity.Port;
        WebApplication web;
        try
        {
            web = Build(options, identity.Certificates, router, wanted);
            await web.StartAsync(cancel);
        }
        catch (IOException) when (options.Port is null && wanted != 0)
        {
            web = Build(options, identity.Certificates, router, ServerIdentity.FreePort());
            await web.StartAsync(cancel);
        }
        identity.Move(new Uri(web.Urls.First()).Port);
        return web;
    }

    private static WebApplication Build(SandboxOptions options, ServerCertificates certificates, ApiRouter router, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestEnd);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                foreach (var seam in options.Hooks.Connections) listen.Use(seam);
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificates.Server });
            });
        });
        var web = builder.Build();
        RequestDelegate handle = router.HandleAsync;
        foreach (var seam in options.Hooks.Requests.Reverse())
        {
            var next = handle;
            handle = context => seam(context, next);
        }
        web.Run(handle);
        return web;
    }

    /// <summary>Signals are the process's: the host would take them for itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
