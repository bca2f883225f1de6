using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>Answers pods/binding and bindings: puts a pod on a node, as another scheduler does.</summary>
internal sealed class Bindings(Func<Cluster> cluster)
{
    public async Task AnswerAsync(ResourceCall call)
    {
        if (!HttpMethods.IsPost(call.Context.Request.Method))
        {
            await Answers.StatusAsync(call.Context, Refusals.MethodNotAllowed);
            return;
        }
        var read = await RequestBody.ReadAsync(call.Context);
        if ((read.Problem ?? Problem(call, read.Root as MapNode)) is { } problem)
        {
            await Answers.StatusAsync(call.Context, problem);
            return;
        }
        var body = (MapNode)read.Root!;
        ApiStatus? Run(StoreTransaction transaction) => Bind(transaction, new ObjectPlace("pods", call.Namespace, body.NameOf() is { Length: > 0 } name ? name : call.Name), body);
        var refusal = call.Context.Request.Query.ContainsKey("dryRun") ? cluster().Store.Try(Run) : await cluster().Store.WriteAsync(Run, call.Context.RequestAborted);
        if (refusal is not null) await Answers.StatusAsync(call.Context, refusal);
        else await Answers.ObjectAsync(call.Context, new MapBuilder { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = MapNode.Empty, ["status"] = "Success", ["code"] = 201 }.ToMap(), 201);
    }

    private static ApiStatus? Problem(ResourceCall call, MapNode? body)
    {
        if (body is null) return Refusals.BadRequest("the body of the request is no Binding");
        if (call.Name.Length > 0 && body.NameOf() is var name && name != call.Name) return Refusals.BadRequest("name in URL does not match name in Binding object");
        return body.Map("target").Text("name")?.Value is { Length: > 0 } ? null
            : Refusals.Invalid("", "Binding", body.NameOf(), new StatusCause("FieldValueRequired", "target.name", "Required value"));
    }

    private ApiStatus? Bind(StoreTransaction transaction, ObjectPlace place, MapNode body)
    {
        var pods = cluster().Resources.Find("", "v1", "pods")!;
        if (transaction.Find(place)?.Body is not { } pod) return Refusals.NotFound(pods, place.Name);
        if (pod.IsDying()) return Refusals.Conflict(pods, place.Name, $"pod {place.Name} is being deleted, cannot be assigned to a host");
        if (pod.NodeName() is { } node) return Refusals.Conflict(pods, place.Name, $"pod {place.Name} is already assigned to node \"{node}\"");
        if (pod.Map("spec").Maps("schedulingGates").Any()) return Refusals.Conflict(pods, place.Name, $"pod {place.Name} has non-empty .spec.schedulingGates");
        var status = pod.Map("status") ?? MapNode.Empty;
        var conditions = new Conditions(status, cluster().Now, ConditionForm.Unprobed);
        conditions.Set("PodScheduled", "True");
        transaction.Put(place, pod.With("spec", pod.Map("spec")!.With("nodeName", body.Map("target")!["name"]!)).With("status", status.With("conditions", conditions.ToNode()!)));
        return null;
    }
}
