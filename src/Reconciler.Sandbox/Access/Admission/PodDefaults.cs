using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>What admission of a usual cluster adds to new objects: a pod's account, priority and tolerations, a claim's class, protection of storage in use.</summary>
internal static class PodDefaults
{
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    public static AdmissionAnswer Admit(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || request.Subresource.Length > 0 || request.Object is not { } body) return AdmissionAnswer.Allowed;
        return request.Kind.QualifiedResource switch
        {
            "pods" => Pod(request, body),
            "persistentvolumeclaims" => new AdmissionAnswer { Object = Protected(Claim(request.Transaction.State, body), Life.Storage.ClaimLife.Protection) },
            "persistentvolumes" => new AdmissionAnswer { Object = Protected(body, Life.Storage.VolumeLife.Protection) },
            _ => AdmissionAnswer.Allowed,
        };
    }

    private static AdmissionAnswer Pod(AdmissionRequest request, MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        var account = spec.Text("serviceAccountName")?.Value is { Length: > 0 } named ? named : "default";
        // the account of a new namespace comes a moment later, and pods of controllers would only come again
        if (account != "default" && request.Transaction.Find(new ObjectPlace("serviceaccounts", request.Namespace, account)) is null)
            return Refused(request, $"error looking up service account {request.Namespace}/{account}: serviceaccount \"{account}\" not found");
        spec = spec.With("serviceAccountName", account).With("serviceAccount", account);
        var priority = 0;
        if (spec.Text("priorityClassName")?.Value is { Length: > 0 } name)
        {
            if (request.Transaction.Find(new ObjectPlace("priorityclasses.scheduling.k8s.io", "", name)) is not { } found) return Refused(request, $"no PriorityClass with name {name} was found");
            priority = found.Body.Int("value")?.Value ?? 0;
        }
        spec = spec.With("priority", priority);
        if (!spec.Has("preemptionPolicy")) spec = spec.With("preemptionPolicy", "PreemptLowerPriority");
        return new AdmissionAnswer { Object = body.With("spec", spec.With("tolerations", Tolerations(spec))) };
    }

    private static ListNode Tolerations(MapNode spec)
    {
        var all = spec.Maps("tolerations").ToList();
        foreach (var key in new[] { "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable" })
        {
            if (all.Exists(each => (each.Text("key")?.Value is null || each.Text("key")?.Value == key) && each.Text("effect")?.Value is null or "NoExecute")) continue;
            all.Add(new MapBuilder { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 }.ToMap());
        }
        return ListNode.Of(all);
    }

    private static MapNode Claim(StoreState state, MapNode body)
    {
        if (body.Map("spec") is not { } spec || spec.Has("storageClassName")) return body;
        var standard = state.List(Life.Storage.VolumeClaims.Classes).Select(stored => stored.Body).FirstOrDefault(each => each.Annotation(DefaultClass) == "true");
        return standard is null ? body : body.With("spec", spec.With("storageClassName", standard.NameOf()));
    }

    private static MapNode Protected(MapNode body, string finalizer) =>
        body.Finalizers().Contains(finalizer) ? body : body.WithFinalizers(body.Finalizers().Append(finalizer));

    private static AdmissionAnswer Refused(AdmissionRequest request, string why) => new() { Refusal = AdmissionRefusal.Of(request, why) };
}
