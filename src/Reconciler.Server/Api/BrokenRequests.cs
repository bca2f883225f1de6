using Microsoft.AspNetCore.Http;

namespace Reconciler.Server.Api;

/// <summary>
/// Answers to requests that break off while their body is read, as one that is too large does. Anybody can send such a one, so it is no
/// error of ours and not logged as one.
/// </summary>
internal static class BrokenRequests
{
    public static async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        try
        {
            await next();
        }
        catch (BadHttpRequestException problem) when (!context.Response.HasStarted)
        {
            // what is left of the body is no next request
            context.Response.Headers.Connection = "close";
            var title = problem.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Too large" : "Malformed";
            await ApiJson.WriteAsync(context, problem.StatusCode, title, problem.Message);
        }
    }
}
