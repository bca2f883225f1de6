using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Server.Api;

/// <summary>Answers of the API: documents, and problems in the form of RFC 9457 with the diagnostics that they consist of.</summary>
internal static class ApiJson
{
    private const string ProblemType = "application/problem+json";

    public static IResult Ok(Node body, int status = StatusCodes.Status200OK) => Results.Text(CanonicalJson.WriteOrdered(body, indented: false), "application/json", statusCode: status);

    public static IResult List(IEnumerable<Node> items) => Ok(ListNode.Of(items));

    /// <summary>Something that is taken up later, with the address where that can be followed.</summary>
    public static IResult Accepted(HttpContext context, string location, MapNode body)
    {
        context.Response.Headers.Location = location;
        return Ok(body, StatusCodes.Status202Accepted);
    }

    public static IResult NotFound(string what) => Problem(StatusCodes.Status404NotFound, "Not found", what);

    /// <summary>What the cluster did not answer as it should.</summary>
    public static IResult Unanswered(KubeError? why) => why switch
    {
        null => Problem(StatusCodes.Status503ServiceUnavailable, "Not known yet", "the controller has not reached the cluster yet"),
        KubeError.Forbidden => Problem(StatusCodes.Status502BadGateway, "The cluster refuses", $"the controller may not do that: {why}"),
        _ => Problem(StatusCodes.Status503ServiceUnavailable, "The cluster doesn't answer", why.ToString()),
    };

    public static IResult Unprocessable(ImmutableArray<Diagnostic> diagnostics, string prefix = "") =>
        Problem(StatusCodes.Status422UnprocessableEntity, "There are errors", diagnostics.Length == 1 ? diagnostics[0].Message : $"{diagnostics.Count(found => found.Severity == Severity.Error)} errors", diagnostics, prefix);

    public static IResult Problem(int status, string title, string detail, ImmutableArray<Diagnostic> diagnostics = default, string prefix = "") =>
        Results.Text(CanonicalJson.WriteOrdered(Body(status, title, detail, diagnostics, prefix), indented: false), ProblemType, statusCode: status);

    /// <summary>Writes a problem where no result can be returned.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ProblemType;
        return context.Response.WriteAsync(CanonicalJson.WriteOrdered(Body(status, title, detail, default, ""), indented: false), context.RequestAborted);
    }

    private static MapNode Body(int status, string title, string detail, ImmutableArray<Diagnostic> diagnostics, string prefix) => new MapBuilder
    {
        ["type"] = "about:blank",
        ["title"] = title,
        ["status"] = status,
        ["detail"] = detail,
        ["diagnostics"] = diagnostics.IsDefaultOrEmpty ? null : ListNode.Of(diagnostics.Select(found => (Node)PlanJson.Problem(found, prefix))),
    }.ToMap();
}
