using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Reconciler.Engine.Control;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Server.Api;

namespace Reconciler.Server.Hooks;

/// <summary>
/// POST /hooks/git: a forge says that somebody pushed. Whoever knows the secret of an environment makes it look at its source now, which
/// is all that a hook can do; what is there is read from the source as ever.
/// </summary>
internal sealed class HookRoutes(Controller controller, SystemSecrets secrets, TimeProvider time)
{
    /// <summary>More than pushes of thousands of commits come to.</summary>
    private const int MostBytes = 5 << 20;

    public static void Map(WebApplication app, Controller controller, SystemSecrets secrets, TimeProvider time)
    {
        var routes = new HookRoutes(controller, secrets, time);
        // the type of the answer is written out, as a handler of the request alone would be taken for one that answers by itself
        app.MapPost("/hooks/git", Task<IResult> (HttpContext context) => routes.AnswerAsync(context));
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var proofs = HookProof.Of(context.Request.Headers);
        var hooked = controller.Environments.Where(loop => loop.Source?.Rendered.Specs.Environment.Webhook is not null).ToList();
        // who shows nothing makes nobody read anything
        if (proofs.IsEmpty || hooked.Count == 0) return Unproven();
        if (await BodyAsync(context) is not { } body) return ApiJson.Problem(StatusCodes.Status413PayloadTooLarge, "Too large", $"a hook has at most {MostBytes >> 20} MB");
        var (known, unknown) = await FittingAsync(hooked, proofs, body, context.RequestAborted);
        if (known.Count == 0) return unknown is null ? Unproven() : ApiJson.Problem(StatusCodes.Status503ServiceUnavailable, "Not known who asks", "the secrets of hooks can't be read now");
        if (HookPayload.Read(context.Request.Headers, context.Request.ContentType, body) is not { } payload) return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", "the body is no JSON object");
        if (payload.IsPing) return ApiJson.Ok(new MapBuilder { ["pong"] = true }.ToMap());
        var meant = known.Where(loop => RepositoryName.MayBe(loop.State.Source, payload.Repositories)).ToList();
        foreach (var loop in meant)
            if (await TellAsync(loop, context.RequestAborted) is { } unheard) return ApiJson.Unanswered(unheard);
        return ApiJson.Ok(new MapBuilder { ["environments"] = ListNode.Of(meant.Select(loop => Node.ToNode(loop.State.Environment ?? loop.State.Id))) }.ToMap(), StatusCodes.Status202Accepted);
    }

    /// <summary>The environments whose secret the request shows, and why that is not known of others.</summary>
    private async Task<(List<EnvironmentLoop> Known, string? Unknown)> FittingAsync(List<EnvironmentLoop> hooked, ImmutableArray<HookProof> proofs, byte[] body, CancellationToken cancellation)
    {
        var known = new List<EnvironmentLoop>();
        string? unknown = null;
        foreach (var loop in hooked)
        {
            switch (await secrets.ReadAsync(loop, loop.Source!.Rendered.Specs.Environment.Webhook!.SecretFrom, cancellation))
            {
                case SecretValue.Known secret when proofs.Any(proof => proof.Fits(secret.Text, body)):
                    known.Add(loop);
                    break;
                case SecretValue.Unknown why:
                    unknown = why.Why;
                    break;
                default:
                    break;
            }
        }
        return (known, unknown);
    }

    /// <summary>A hook comes to whichever process is asked; the one that leads hears of it through the cluster. Why it can't, or null.</summary>
    private async Task<KubeError?> TellAsync(EnvironmentLoop loop, CancellationToken cancellation)
    {
        loop.PollNow();
        return loop.State.IsLeader ? null : await new LiveView(loop, time).OrderAsync(orders => orders with { PollAsked = time.GetUtcNow() }, cancellation);
    }

    /// <summary>The body, or null where it is too large.</summary>
    private static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MostBytes) return null;
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            if (content.Length + count > MostBytes) return null;
            content.Write(buffer, 0, count);
        }
        return content.ToArray();
    }

    private static IResult Unproven() => ApiJson.Problem(StatusCodes.Status401Unauthorized, "Who are you?", "no environment has a webhook with this secret");
}
