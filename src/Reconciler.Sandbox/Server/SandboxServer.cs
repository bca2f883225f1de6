using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>A running API server on loopback, over https, with its state in one file.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string PortSetting = "port";
    private const string TokenSetting = "token";
    private const string SeedSetting = "seed";

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping;
    private readonly ServerCertificates _certificates;
    private readonly Task _controllers;

    private SandboxServer(WebApplication web, Cluster cluster, CancellationTokenSource stopping, ServerCertificates certificates, Task controllers, string token)
    {
        (_web, Cluster, _stopping, _certificates, _controllers, Token) = (web, cluster, stopping, certificates, controllers, token);
        Address = new Uri(web.Urls.First());
    }

    public Cluster Cluster { get; }

    /// <summary>As in https://127.0.0.1:6443.</summary>
    public Uri Address { get; }

    /// <summary>The bearer token of the administrator.</summary>
    public string Token { get; }

    public string AuthorityPem => _certificates.AuthorityPem;

    public string KubeconfigText => Kubeconfig.Write(Address, AuthorityPem, Token);

    /// <summary>Opens the store, brings the cluster up and listens. It serves when the task ends.</summary>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancel = default)
    {
        var store = ObjectStore.Open(options.StorePath);
        try
        {
            var certificates = ServerCertificates.Open(store, options.Time);
            var token = KeptSetting(store, TokenSetting, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
            var seed = options.Seed ?? int.Parse(KeptSetting(store, SeedSetting, () => RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
            var stopping = new CancellationTokenSource();
            // the revision keeps a restart from giving out the same UIDs again
            var cluster = new Cluster(store, options.Time, HashCode.Combine(seed, store.State.Revision), options.Hooks, stopping.Token) { AuthorityPem = certificates.AuthorityPem };
            await ClusterStart.PrepareAsync(cluster, cancel);
            foreach (var prepare in options.Preparations) await prepare(cluster, cancel);
            var router = new ApiRouter(cluster, token);
            var web = await ListenAsync(options, store, certificates, router, cancel);
            var controllers = Task.WhenAll(BuiltInControllers.All.Concat(options.Controllers).Select(run => Task.Run(() => run(cluster, stopping.Token), CancellationToken.None)));
            return new SandboxServer(web, cluster, stopping, certificates, controllers, token);
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
        _certificates.Dispose();
        _stopping.Dispose();
    }

    private static async Task<WebApplication> ListenAsync(SandboxOptions options, ObjectStore store, ServerCertificates certificates, ApiRouter router, CancellationToken cancel)
    {
        var wanted = options.Port ?? int.Parse(store.Setting(PortSetting) ?? "0", CultureInfo.InvariantCulture);
        WebApplication web;
        try
        {
            web = Build(options, certificates, router, wanted);
            await web.StartAsync(cancel);
        }
        catch (IOException) when (options.Port is null && wanted != 0)
        {
            web = Build(options, certificates, router, 0);
            await web.StartAsync(cancel);
        }
        store.Set(PortSetting, new Uri(web.Urls.First()).Port.ToString(CultureInfo.InvariantCulture));
        return web;
    }

    private static WebApplication Build(SandboxOptions options, ServerCertificates certificates, ApiRouter router, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(options.Time);
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

    private static string KeptSetting(ObjectStore store, string name, Func<string> make)
    {
        if (store.Setting(name) is { } kept) return kept;
        var made = make();
        store.Set(name, made);
        return made;
    }
}
