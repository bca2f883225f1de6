using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Reconciler.Server.Tests;

/// <summary>One request as a server saw it.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, string Agent, int Code)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);

    public bool IsDryRun => Query.Contains("dryRun=All", StringComparison.Ordinal);

    public bool IsWrite => Method != "GET" && !IsDryRun && !Path.EndsWith("reviews", StringComparison.Ordinal);

    public bool IsLease => Path.Contains("/leases", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}{Query} {Code} {Agent}";
}

/// <summary>Sees every request to a cluster, whatever serves it, and can keep some of them from it.</summary>
internal sealed class RequestSeam
{
    private volatile string? _cut;
    private volatile bool _isDown;
    private int _leaseWrites;

    /// <summary>All requests so far, in the order in which they were answered.</summary>
    public ConcurrentQueue<SeenRequest> Requests { get; } = [];

    /// <summary>How often a lease was taken, renewed or given back.</summary>
    public int LeaseWrites => Volatile.Read(ref _leaseWrites);

    /// <summary>What happens before a deletion gets through.</summary>
    public Func<Task>? BeforeDeletion { get; set; }

    /// <summary>Cuts the connection at whatever one client writes; null ends that.</summary>
    public void Cut(string? agent) => _cut = agent;

    /// <summary>Refuses everything for the time being.</summary>
    public void TakeDown(bool isDown) => _isDown = isDown;

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        try
        {
            if (_isDown) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else if (_cut is { } agent && request.Headers.UserAgent == agent && request.Method != "GET") context.Abort();
            else
            {
                if (BeforeDeletion is { } before && request.Method == "DELETE" && !(request.QueryString.Value ?? "").Contains("dryRun", StringComparison.Ordinal)) await before();
                await next(context);
            }
        }
        finally
        {
            var seen = new SeenRequest(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", request.Headers.UserAgent.ToString(), context.Response.StatusCode);
            Requests.Enqueue(seen);
            if (seen is { IsLease: true, IsWrite: true }) Interlocked.Increment(ref _leaseWrites);
        }
    }
}
