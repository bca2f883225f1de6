using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Sources;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Server.Api;

/// <summary>Plans on demand: of a branch, tag or commit of the source, or of a tree that is sent as a tar archive. Nothing of them is kept.</summary>
internal static class PlanRoutes
{
    public static void Map(IEndpointRouteBuilder api, ApiScope scope) =>
        api.MapPost("/environments/{id}/plans", (HttpContext context, string id) => EnvironmentRoutes.OfAsync(scope, context, id, loop => PlanAsync(scope, context, loop)));

    private static async Task<IResult> PlanAsync(ApiScope scope, HttpContext context, EnvironmentLoop loop)
    {
        if (loop.Source is not { } current) return ApiJson.Unanswered(null);
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (type is "application/x-tar" or "application/gzip" or "application/x-gzip")
        {
            // a plan shows what lives under any name that a tree has, so whoever brings the tree has to be one who may change things
            return await scope.AllowedAsync(context, ApiScope.OfEnvironment(ApiScope.Change, loop), _ => OfTreeAsync(scope, context, loop, current, isCompressed: type != "application/x-tar"));
        }
        var (body, refusal) = await ApiScope.BodyAsync(context);
        if (body is null) return refusal!;
        if (body.Text("ref")?.Value is not { Length: > 0 } reference) return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", "the body names no ref, and is no tar archive");
        var (revision, unknown) = await current.Repository.ResolveAsync(reference, context.RequestAborted);
        if (revision is null) return ApiJson.Unprocessable([unknown!]);
        var (opened, problems) = await OpenedSource.OpenAsync(current.Repository, current.Kustomize, revision, context.RequestAborted);
        return opened is null ? ApiJson.Unprocessable(problems) : await ShowAsync(scope, loop, opened.Rendered, opened.Facts, new NamedSource(loop.State.Source, reference, loop.Setup.Path), opened.Prefix, context);
    }

    private static async Task<IResult> OfTreeAsync(ApiScope scope, HttpContext context, EnvironmentLoop loop, OpenedSource current, bool isCompressed)
    {
        var (tree, why) = await UploadedSource.ReadAsync(context.Request.Body, isCompressed, context.RequestAborted);
        if (tree is null) return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", why!);
        var rendered = await RenderCycle.RunAsync(tree, new OwnKustomize(current.Kustomize), context.RequestAborted);
        return rendered.HasErrors ? ApiJson.Unprocessable(rendered.Diagnostics) : await ShowAsync(scope, loop, rendered, new SourceFacts(current.Facts.Identity), new NamedSource("uploaded", null, null), "", context);
    }

    private static async Task<IResult> ShowAsync(ApiScope scope, EnvironmentLoop loop, Rendered rendered, SourceFacts facts, NamedSource named, string prefix, HttpContext context)
    {
        var planned = await scope.View(loop).PlanAsync(rendered, facts, context.RequestAborted);
        if (planned?.Plan is not { } plan) return planned is null ? ApiJson.Unanswered(null) : ApiJson.Problem(StatusCodes.Status503ServiceUnavailable, "No plan can be made", planned.Problems[0].Message, planned.Problems, prefix);
        return ApiJson.Ok(PlanJson.Tree(new PlanDocument(plan, named, prefix, loop.Cluster is { } cluster ? await ClusterIdentity.ReadAsync(cluster, context.RequestAborted) : null)));
    }
}
