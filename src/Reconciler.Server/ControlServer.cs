using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reconciler.Diagnostics;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Server.Access;
using Reconciler.Server.Api;
using Reconciler.Server.Hooks;
using Reconciler.Server.Metrics;
using Reconciler.Server.Notifying;

namespace Reconciler.Server;

/// <summary>
/// The controller's face: probes, API, dashboard and metrics on one address, over the same controller. It is started before the
/// controller and ended after it, so that probes tell the truth all the time.
/// </summary>
public sealed class ControlServer : IAsyncDisposable
{
    private const long MostBytes = 32L << 20;

    private readonly WebApplication _app;
    private readonly Notifier _notifier;
    private readonly LeaderRelay _relay;

    private ControlServer(WebApplication app, Notifier notifier, LeaderRelay relay, Uri address) => (_app, _notifier, _relay, Address) = (app, notifier, relay, address);

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts to serve, or says why it can't.</summary>
    public static async Task<(ControlServer? Server, Diagnostic? Problem)> StartAsync(ServerSettings settings, Controller controller, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        var log = new ServerLog(settings);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls(settings.Listen.ToString());
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MostBytes;
        });
        Telemetry.Add(builder, settings);
        builder.Services.AddRateLimiter(RateLimits.Configure);
        var app = builder.Build();
        var doorman = new Doorman(settings);
        app.Use((context, next) => BrowserGuard.InvokeAsync(context, doorman.IsOpen, () => next(context)));
        app.Use((context, next) => BrokenRequests.InvokeAsync(context, () => next(context)));
        app.UseRateLimiter();
        var relay = new LeaderRelay(controller, settings);
        app.Use((context, next) => relay.InvokeAsync(context, () => next(context)));
        app.UseWebSockets();
        Probes.Map(app, controller);
        Telemetry.Map(app);
        var secrets = new SystemSecrets(settings.Time);
        HookRoutes.Map(app, controller, secrets, settings.Time);
        ApiRoutes.Map(app, new ApiScope(controller, settings, doorman));
        Dashboard.DashboardRoutes.Map(app);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            relay.Dispose();
            await app.DisposeAsync();
            return (null, ControlCodes.ListenTaken.At(Origin.None, $"{settings.Listen} can't be listened on: {problem.Message}"));
        }
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return (new ControlServer(app, new Notifier(controller, settings, secrets, log), relay, new Uri(address)), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _notifier.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _relay.Dispose();
    }
}
