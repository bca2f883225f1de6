using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>Answers pods/eviction: deletes a pod if its PodDisruptionBudget has room for it.</summary>
internal sealed class Evictions(Func<Cluster> cluster)
{
    private const string Budgets = "poddisruptionbudgets.policy";

    public async Task AnswerAsync(ResourceCall call)
    {
        if (!HttpMethods.IsPost(call.Context.Request.Method))
        {
            await Answers.StatusAsync(call.Context, Refusals.MethodNotAllowed);
            return;
        }
        var read = await RequestBody.ReadAsync(call.Context);
        if (read.Root is not MapNode body)
        {
            await Answers.StatusAsync(call.Context, read.Problem ?? Refusals.BadRequest("the body of the request is no Eviction"));
            return;
        }
        var options = body.Map("deleteOptions");
        var isDryRun = call.Context.Request.Query.ContainsKey("dryRun") || options.Texts("dryRun").Any();
        ApiStatus? Run(StoreTransaction transaction) => Evict(transaction, call, options, isDryRun);
        var refusal = isDryRun ? cluster().Store.Try(Run) : await cluster().Store.WriteAsync(Run, call.Context.RequestAborted);
        if (refusal is not null) await Answers.StatusAsync(call.Context, refusal);
        else await Answers.ObjectAsync(call.Context, new MapBuilder { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = MapNode.Empty, ["status"] = "Success", ["code"] = 201 }.ToMap(), 201);
    }

    private ApiStatus? Evict(StoreTransaction transaction, ResourceCall call, MapNode? options, bool isDryRun)
    {
        var place = call.Resource.Place(call.Namespace, call.Name);
        if (transaction.Find(place) is not { } stored) return Refusals.NotFound(call.Resource, call.Name);
        var pod = stored.Body;
        // what has ended, has not begun or is going anyway disturbs nobody
        if (!pod.IsFinished() && pod.Phase() != "Pending" && !pod.IsDying() && Budget(transaction, pod, call.Name) is { } refusal) return refusal;
        var answer = cluster().Deleter.Delete(transaction, new DeleteCall(call.Resource, call.Namespace, call.Name)
        {
            User = call.User,
            PreconditionUid = options.Map("preconditions").Text("uid")?.Value,
            GraceSeconds = options.Int("gracePeriodSeconds")?.Value,
            IsDryRun = isDryRun,
        });
        return answer is DeleteAnswer.Refused refused ? refused.Status : null;
    }

    private ApiStatus? Budget(StoreTransaction transaction, MapNode pod, string name)
    {
        var home = pod.MetaText("namespace") ?? "";
        var budgets = transaction.State.List(Budgets, home).Where(each => LabelMatch.Selects(each.Body.Map("spec").Map("selector"), pod.Labels())).ToList();
        if (budgets.Count == 0) return null;
        if (budgets.Count > 1) return new ApiStatus(500, "InternalError", "Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        var budget = budgets[0].Body;
        var status = budget.Map("status") ?? MapNode.Empty;
        var isObserved = status.Int("observedGeneration")?.Value >= budget.Generation();
        if (!pod.IsReady() && (budget.Map("spec").Text("unhealthyPodEvictionPolicy")?.Value == "AlwaysAllow" || (isObserved && status.Int("currentHealthy")?.Value >= status.Int("desiredHealthy")?.Value && status.Int("desiredHealthy")?.Value > 0))) return null;
        var allowed = status.Int("disruptionsAllowed")?.Value ?? 0;
        if (!isObserved) return Refused($"The disruption budget {budget.NameOf()} is still being processed by the server.", 10);
        if (allowed <= 0) return Refused($"The disruption budget {budget.NameOf()} needs {Text(status.Int("desiredHealthy")?.Value ?? 0)} healthy pods and has {Text(status.Int("currentHealthy")?.Value ?? 0)} currently", null);
        var disrupted = (status.Map("disruptedPods") ?? MapNode.Empty).With(name, Metadata.Time(cluster().Now));
        transaction.Put(budgets[0].Place, budget.With("status", status.With("disruptionsAllowed", allowed - 1).With("disruptedPods", disrupted)));
        return null;
    }

    private static ApiStatus Refused(string why, int? retryAfter) => new(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")
    {
        Causes = [new StatusCause("DisruptionBudget", null, why)],
        RetryAfterSeconds = retryAfter,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
