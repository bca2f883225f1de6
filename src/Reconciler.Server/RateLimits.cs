using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Reconciler.Server.Api;

namespace Reconciler.Server;

/// <summary>How often one address may ask: much more than people and a dashboard do. Probes and metrics are not counted.</summary>
internal static class RateLimits
{
    private static readonly TokenBucketRateLimiterOptions Usual = new() { TokenLimit = 200, TokensPerPeriod = 50, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 };

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            return new ValueTask(ApiJson.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "Too many requests", "wait a second"));
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/hooks", StringComparison.Ordinal)
            ? RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => Usual)
            : RateLimitPartition.GetNoLimiter(""));
    }
}
