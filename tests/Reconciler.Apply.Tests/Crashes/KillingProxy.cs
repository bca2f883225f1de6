using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Apply.Tests.Crashes;

/// <summary>At which request a process is killed: before the server sees it, or when it was answered and the answer is not passed on.</summary>
internal sealed record KillPoint(int Request, bool IsAnswered);

/// <summary>
/// Stands between a process and its cluster, counts requests and kills the process at one of them. What the process has under way then
/// comes to its end at the server, as it does in a network, and is waited for, so that one end is one state.
/// </summary>
internal sealed class KillingProxy : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Upstream _upstream;
    private readonly Lock _gate = new();
    private KillPoint? _point;
    private Action _kill = () => { };
    private int _requests;
    private int _underWay;
    private bool _isOver;

    private KillingProxy(WebApplication application, Upstream upstream) => (_application, _upstream) = (application, upstream);

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The requests of the last process.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<KillingProxy> StartAsync(ClusterAccess access)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var proxy = new KillingProxy(application, new Upstream(access));
        application.Run(proxy.PassAsync);
        await application.StartAsync();
        return proxy;
    }

    /// <summary>A process begins, to be killed at a point.</summary>
    public void Begin(KillPoint point, Action kill)
    {
        lock (_gate) (_point, _kill, _requests, _isOver) = (point, kill, 0, false);
    }

    /// <summary>The process has ended: nothing of it is passed on any more, and when this returns nothing is under way.</summary>
    public async Task EndAsync()
    {
        lock (_gate) _isOver = true;
        for (var i = 0; i < 3000 && Volatile.Read(ref _underWay) > 0; i++) await Task.Delay(10);
        Assert.Equal(0, Volatile.Read(ref _underWay));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        KillPoint? here;
        lock (_gate)
        {
            here = !_isOver && ++_requests == _point!.Request ? _point : null;
            if (_isOver || here is { IsAnswered: false })
            {
                Kill(context);
                return;
            }
            _underWay++;
        }
        try
        {
            await AnswerAsync(context, here);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or HttpRequestException)
        {
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task AnswerAsync(HttpContext context, KillPoint? here)
    {
        // what the process has sent goes on when it is killed
        using var answer = await _upstream.AskAsync(context);
        if (here is not null)
        {
            lock (_gate) Kill(context);
            return;
        }
        await Upstream.AnswerAsync(context, answer);
    }

    private void Kill(HttpContext context)
    {
        if (!_isOver) _kill();
        _isOver = true;
        context.Abort();
    }
}
