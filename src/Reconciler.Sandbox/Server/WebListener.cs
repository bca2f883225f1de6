using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reconciler.Sandbox.Routes;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// The web server. It is put together while the store is opened, and listens while the cluster comes up, so that a start takes half the time; requests
/// wait until there is somebody to answer them.
/// </summary>
internal sealed class WebListener : IAsyncDisposable
{
    /// <summary>How long requests in flight may take when the server stops.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly SandboxOptions _options;
    private readonly TaskCompletionSource<ApiRouter> _router = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<Built> _prepared;
    private Task<WebApplication>? _listening;

    public WebListener(SandboxOptions options)
    {
        _options = options;
        _prepared = Task.Run(Build);
    }

    /// <summary>Begins to listen; the task ends when it does.</summary>
    public Task ListenAsync(ServerIdentity identity, CancellationToken cancel) =>
        _listening = Task.Run(() => StartAsync(identity, cancel), CancellationToken.None);

    /// <summary>Lets requests through.</summary>
    public void Answer(ApiRouter router) => _router.SetResult(router);

    public async ValueTask DisposeAsync()
    {
        _router.TrySetCanceled();
        await ((Task?)_listening ?? _prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_listening is { IsCompletedSuccessfully: true })
        {
            await using var web = await _listening;
            await web.StopAsync();
        }
        else if (_prepared.IsCompletedSuccessfully) await (await _prepared).Web.DisposeAsync();
    }

    private async Task<WebApplication> StartAsync(ServerIdentity identity, CancellationToken cancel)
    {
        var built = await _prepared;
        try
        {
            return await StartAsync(built, identity, _options.Port ?? identity.Port, cancel);
        }
        catch (IOException) when (_options.Port is null)
        {
            // somebody took the port since the last start
            return await StartAsync(Build(), identity, ServerIdentity.FreePort(), cancel);
        }
    }

    private async Task<WebApplication> StartAsync(Built built, ServerIdentity identity, int port, CancellationToken cancel)
    {
        built.Kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            foreach (var seam in _options.Hooks.Connections) listen.Use(seam);
            listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = identity.Certificates.Server });
        });
        await built.Web.StartAsync(cancel);
        identity.Move(new Uri(built.Web.Urls.First()).Port);
        return built.Web;
    }

    /// <summary>Everything but the endpoint, which is only known when the store is open.</summary>
    private Built Build()
    {
        KestrelServerOptions? options = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_options.Time);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestEnd);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            options = kestrel;
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var web = builder.Build();
        RequestDelegate handle = async context => await (await _router.Task).HandleAsync(context);
        foreach (var seam in _options.Hooks.Requests.Reverse())
        {
            var next = handle;
            handle = context => seam(context, next);
        }
        web.Run(handle);
        return new Built(web, options!);
    }

    /// <summary>A server that does not listen yet, and the options that it reads when it does.</summary>
    private sealed record Built(WebApplication Web, KestrelServerOptions Kestrel);

    /// <summary>Signals are the process's: the host would take them for itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
