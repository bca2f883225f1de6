using Reconciler.Objects;
using Reconciler.Sandbox.Life.Basics;
using Reconciler.Sandbox.Life.Storage;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>Whose decisions may be different once an object has changed.</summary>
internal static class LifeWakes
{
    /// <summary>The objects to look at after a change; the view has the object as it is now already.</summary>
    public static IEnumerable<ObjectPlace> Of(LifeView view, ObjectPlace place, MapNode? before, MapNode? after)
    {
        yield return place;
        if (place.Resource == "events") yield break;
        foreach (var body in new[] { before, after }.OfType<MapNode>())
        {
            if (Owners.ControllerOf(body) is { } owner && OwnerPlace(owner, place.Namespace) is { } above) yield return above;
            foreach (var other in Related(view, place, body)) yield return other;
        }
        if (view.Find("namespaces", "", place.Namespace) is null) yield break;
        foreach (var quota in view.List("resourcequotas", place.Namespace)) yield return new ObjectPlace("resourcequotas", place.Namespace, quota.NameOf());
    }

    private static IEnumerable<ObjectPlace> Related(LifeView view, ObjectPlace place, MapNode body)
    {
        var home = place.Namespace;
        switch (place.Resource)
        {
            case "pods":
                return OfPod(view, place, body);
            case "replicasets.apps" when Owners.ControllerOf(body) is null:
                return view.List("deployments.apps", home).Where(each => LabelMatch.Selects(each.Map("spec").Map("selector"), body.Labels())).Select(each => place with { Resource = "deployments.apps", Name = each.NameOf() });
            case "deployments.apps" or "statefulsets.apps":
                return view.List("horizontalpodautoscalers.autoscaling", home).Where(each => each.Map("spec").Map("scaleTargetRef").Text("name")?.Value == place.Name)
                    .Select(each => new ObjectPlace("horizontalpodautoscalers.autoscaling", home, each.NameOf()));
            case "endpoints":
                return [new ObjectPlace("services", home, place.Name)];
            case VolumeClaims.Volumes:
                return Claims(view, body);
            case VolumeClaims.Resource:
                return body.Map("spec").Text("volumeName")?.Value is { } volume ? [new ObjectPlace(VolumeClaims.Volumes, "", volume)] : [];
            case VolumeClaims.Classes:
                return view.List(VolumeClaims.Resource).Where(claim => !VolumeClaims.IsBound(claim)).Select(PlaceOfClaim);
            case AggregatedRoleLife.Resource:
                return view.List(AggregatedRoleLife.Resource).Where(role => role.Has("aggregationRule")).Select(role => new ObjectPlace(AggregatedRoleLife.Resource, "", role.NameOf()));
            case "nodes":
                return view.List("daemonsets.apps").Select(each => new ObjectPlace("daemonsets.apps", each.MetaText("namespace") ?? "", each.NameOf()))
                    .Concat(view.List("pods").Where(pod => pod.Map("spec").Text("nodeName") is null).Select(pod => new ObjectPlace("pods", pod.MetaText("namespace") ?? "", pod.NameOf())));
            default:
                return [];
        }
    }

    private static IEnumerable<ObjectPlace> OfPod(LifeView view, ObjectPlace place, MapNode pod)
    {
        foreach (var resource in new[] { "services", "poddisruptionbudgets.policy" })
            foreach (var selecting in view.SelectorsFor(resource, place.Namespace, pod.Labels())) yield return place with { Resource = resource, Name = selecting.NameOf() };
        foreach (var claim in VolumeClaims.Of(pod)) yield return place with { Resource = VolumeClaims.Resource, Name = claim };
        if (Owners.ControllerOf(pod) is { } owner)
        {
            // a Deployment that is made anew waits for the last pod of its old set
            if (view.Find("replicasets.apps", place.Namespace, owner.Text("name")?.Value ?? "") is { } set && Owners.ControllerOf(set) is { } above && OwnerPlace(above, place.Namespace) is { } deployment
                && view.Find(deployment).Map("spec").Map("strategy").Text("type")?.Value == "Recreate") yield return deployment;
            yield break;
        }
        foreach (var resource in new[] { "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch" })
            foreach (var set in view.List(resource, place.Namespace).Where(set => LabelMatch.Selects(set.Map("spec").Map("selector"), pod.Labels()))) yield return place with { Resource = resource, Name = set.NameOf() };
    }

    private static IEnumerable<ObjectPlace> Claims(LifeView view, MapNode volume) => volume.Map("spec").Map("claimRef") is { } reference
        ? [new ObjectPlace(VolumeClaims.Resource, reference.Text("namespace")?.Value ?? "", reference.Text("name")?.Value ?? "")]
        : view.List(VolumeClaims.Resource).Where(claim => !VolumeClaims.IsBound(claim)).Select(PlaceOfClaim);

    private static ObjectPlace PlaceOfClaim(MapNode claim) => new(VolumeClaims.Resource, claim.MetaText("namespace") ?? "", claim.NameOf());

    private static ObjectPlace? OwnerPlace(MapNode owner, string home)
    {
        var resource = (owner.Text("apiVersion")?.Value, owner.Text("kind")?.Value) switch
        {
            ("apps/v1", "Deployment") => "deployments.apps",
            ("apps/v1", "ReplicaSet") => "replicasets.apps",
            ("apps/v1", "StatefulSet") => "statefulsets.apps",
            ("apps/v1", "DaemonSet") => "daemonsets.apps",
            ("batch/v1", "Job") => "jobs.batch",
            ("batch/v1", "CronJob") => "cronjobs.batch",
            ("v1", "Service") => "services",
            (_, "HelmChart") => HelmChartLife.Resource,
            _ => null,
        };
        return resource is null ? null : new ObjectPlace(resource, home, owner.Text("name")?.Value ?? "");
    }
}
