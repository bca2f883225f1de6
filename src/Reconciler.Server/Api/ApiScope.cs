using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Server.Access;

namespace Reconciler.Server.Api;

/// <summary>What the routes work with: the controller, who may come in, and what a request names.</summary>
internal sealed class ApiScope(Controller controller, ServerSettings settings, Doorman doorman)
{
    public const string Read = "get";
    public const string Change = "update";
    public const string Apps = "apps";
    public const string Environments = "environments";

    /// <summary>Much more than an order comes to. It is read before anybody is asked who sends it, as it names what it is about.</summary>
    private const long MostBytes = 1 << 20;

    public Controller Controller => controller;

    public ServerSettings Settings => settings;

    public Doorman Doorman => doorman;

    /// <summary>An environment by its id, or by its name where only one has that.</summary>
    public EnvironmentLoop? Find(string id) => Find(controller, id);

    public static EnvironmentLoop? Find(Controller controller, string id) =>
        controller.Environments.FirstOrDefault(loop => loop.State.Id == id)
        ?? (controller.Environments.Where(loop => loop.State.Environment == id).ToList() is [var only] ? only : null);

    public LiveView View(EnvironmentLoop loop) => new(loop, settings.Time);

    /// <summary>What has to be allowed to see or change an environment as a whole: that, in the namespace of its records.</summary>
    public static AccessNeed OfEnvironment(string verb, EnvironmentLoop? loop) => new(verb, Environments, loop?.SystemNamespace is { Length: > 0 } space ? space : null);

    /// <summary>Does what is asked where it is allowed, and says otherwise why not.</summary>
    public async Task<IResult> AllowedAsync(HttpContext context, AccessNeed need, Func<Person, Task<IResult>> action) => await doorman.JudgeAsync(context, need, context.RequestAborted) switch
    {
        Verdict.Allowed allowed => await action(allowed.Person),
        Verdict.Stranger => Unauthorized(context),
        Verdict.Refused refused => ApiJson.Problem(StatusCodes.Status403Forbidden, "Not allowed", Words(refused)),
        Verdict.Unknown unknown => ApiJson.Problem(StatusCodes.Status503ServiceUnavailable, "Not known who may", unknown.Why),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Does something with those environments that the caller may see, and says why not where these are none.</summary>
    public async Task<IResult> AllowedOfAsync(HttpContext context, Func<ImmutableArray<EnvironmentLoop>, Task<IResult>> action)
    {
        var seen = ImmutableArray.CreateBuilder<EnvironmentLoop>();
        foreach (var loop in controller.Environments)
            if (await doorman.JudgeAsync(context, OfEnvironment(Read, loop), context.RequestAborted) is Verdict.Allowed) seen.Add(loop);
        return seen.Count > 0
            ? await action(seen.ToImmutable())
            : await AllowedAsync(context, new AccessNeed(Read, Environments, null), _ => action([]));
    }

    /// <summary>The end of the process: what a reader follows ends then, or stopping would wait for it.</summary>
    public static CancellationToken Stopping(HttpContext context) => context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>That only the leader knows; null where we lead, or nobody does.</summary>
    public static IResult? Elsewhere(EnvironmentLoop? loop) => loop is { State: { IsLeader: false, Leader: { } leader } }
        ? ApiJson.Problem(StatusCodes.Status503ServiceUnavailable, "A standby doesn't know", $"{leader} leads {loop.State.Environment ?? loop.State.Id}, and only there this can be asked")
        : null;

    /// <summary>A refusal in a sentence.</summary>
    public static string Words(Verdict.Refused refused) => $"{refused.Person.User} may not {refused.Need.Verb} {refused.Need.Resource}.{AccessNeed.Group}{(refused.Need.Namespace is { } space ? $" in {space}" : "")}";

    /// <summary>Does something to an environment as a whole, by the document that the request carries, for somebody who may change it.</summary>
    public async Task<IResult> ChangingAsync(HttpContext context, string id, Func<EnvironmentLoop, MapNode, Person, Task<IResult>> action)
    {
        var (body, refusal) = await BodyAsync(context);
        if (body is null) return refusal!;
        var loop = Find(id);
        return await AllowedAsync(context, OfEnvironment(Change, loop), person => loop is null ? Task.FromResult(ApiJson.NotFound($"there is no environment {id}")) : action(loop, body, person));
    }

    /// <summary>Whether the caller may see what is in a namespace; the list leaves out what not.</summary>
    public async Task<bool> MaySeeAsync(HttpContext context, string space) => await doorman.JudgeAsync(context, new AccessNeed(Read, Apps, space.Length == 0 ? null : space), context.RequestAborted) is Verdict.Allowed;

    /// <summary>The document that a request carries; null with the answer to give where there is none.</summary>
    public static async Task<(MapNode? Body, IResult? Refusal)> BodyAsync(HttpContext context)
    {
        if (!BrowserGuard.IsJson(context.Request)) return (null, ApiJson.Problem(StatusCodes.Status415UnsupportedMediaType, "Not JSON", "send Content-Type: application/json"));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        if (content.Length == 0) return (MapNode.Empty, null);
        try
        {
            if (NodeJson.Read(content.GetBuffer().AsSpan(0, (int)content.Length)) is not MapNode map) return (null, Malformed("the body is no object"));
            var problems = RequestFields.Problems(context, map);
            return problems.IsEmpty ? (map, null) : (null, ApiJson.Unprocessable(problems));
        }
        catch (System.Text.Json.JsonException problem)
        {
            return (null, Malformed(problem.Message));
        }
    }

    private static IResult Malformed(string why) => ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", why);

    private static IResult Unauthorized(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ApiJson.Problem(StatusCodes.Status401Unauthorized, "Who are you?", "send Authorization: Bearer TOKEN");
    }
}
