using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reconciler.Sandbox.Routes;

namespace Reconciler.Sandbox.Faults;

/// <summary>Does to requests what an injector decides. The server behind it knows of nothing.</summary>
public sealed class FaultMiddleware(FaultInjector injector, TimeProvider time)
{
    /// <summary>Ends the process at once, as a kill does. A test that wants to live on puts something else here.</summary>
    public Action Die { get; init; } = () => Process.GetCurrentProcess().Kill();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (RequestOf(context) is not { } request)
        {
            await next(context);
            return;
        }
        switch (injector.Next(request))
        {
            case null:
                await next(context);
                break;
            case FaultAction.Refuse refuse:
                await Answers.StatusAsync(context, refuse.Status);
                break;
            case FaultAction.RefuseText text:
                await Answers.TextAsync(context, text.Text, text.Code);
                break;
            case FaultAction.Delay delay:
                await Task.Delay(delay.Time, time, context.RequestAborted);
                await next(context);
                break;
            case FaultAction.CutBefore:
                Cut(context);
                break;
            case FaultAction.CutAfter:
                await WithBodyAsync(context, next, _ => new MemoryStream());
                Cut(context);
                break;
            case FaultAction.Die die:
                if (die.AfterEffect) await WithBodyAsync(context, next, _ => new MemoryStream());
                Die();
                break;
            case FaultAction.SlowBody slow:
                await WithBodyAsync(context, next, body => new FaultyStream(body, slow.Bytes) { PauseAsync = token => Task.Delay(slow.Pause, time, token) });
                break;
            case FaultAction.CutBody cut:
                await WithBodyAsync(context, next, body => new FaultyStream(body, int.MaxValue) { EndsAfter = cut.AfterBytes, End = () => Cut(context) });
                break;
            case FaultAction.DropWatch drop:
                await DropAsync(context, next, drop);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Breaks the connection with everything on it, not only this request's stream.</summary>
    private static void Cut(HttpContext context)
    {
        context.Abort();
        context.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }

    private static async Task WithBodyAsync(HttpContext context, RequestDelegate next, Func<Stream, Stream> wrap)
    {
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var stream = wrap(original.Stream);
        var replaced = new StreamResponseBodyFeature(stream, original);
        context.Features.Set<IHttpResponseBodyFeature>(replaced);
        try
        {
            await next(context);
            await replaced.Writer.FlushAsync(context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the connection was cut on purpose
        }
        finally
        {
            context.Features.Set(original);
        }
    }

    private async Task DropAsync(HttpContext context, RequestDelegate next, FaultAction.DropWatch drop)
    {
        await using var timer = time.CreateTimer(_ => Cut(context), null, drop.After, Timeout.InfiniteTimeSpan);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the connection was cut on purpose
        }
    }

    /// <summary>A request in the words of the rules; null for paths that are no resource.</summary>
    internal static FaultRequest? RequestOf(HttpContext context)
    {
        if (RequestPath.Parse(context.Request.Path.Value ?? "/") is not { Resource.Length: > 0 } path) return null;
        var query = context.Request.Query;
        var isWatch = query.TryGetValue("watch", out var watch) && watch.ToString() is not ("false" or "0");
        var verb = context.Request.Method switch
        {
            "GET" or "HEAD" => isWatch ? "watch" : path.Name.Length > 0 ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => (context.Request.ContentType ?? "").Contains("apply-patch", StringComparison.Ordinal) ? "apply" : "patch",
            "DELETE" => path.Name.Length > 0 ? "delete" : "deletecollection",
            var other => other,
        };
        var resource = path.Subresource.Length == 0 ? path.Resource : $"{path.Resource}/{path.Subresource}";
        return new FaultRequest(verb, resource, path.Namespace, path.Name, query.ContainsKey("dryRun"));
    }
}
