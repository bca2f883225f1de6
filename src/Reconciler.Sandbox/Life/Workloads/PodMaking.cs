using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>Makes pods from templates, as every controller does.</summary>
internal static class PodMaking
{
    /// <summary>A pod of an owner. Further labels and a changed spec are the owner's business.</summary>
    public static MapNode Make(MapNode owner, MapNode? template, string name, string? generateName = null)
    {
        var metadata = new MapBuilder
        {
            ["generateName"] = generateName,
            ["name"] = name,
            ["namespace"] = owner.MetaText("namespace"),
            ["labels"] = template.Map("metadata").Map("labels"),
            ["annotations"] = template.Map("metadata").Map("annotations"),
            ["finalizers"] = template.Map("metadata").List("finalizers"),
            ["ownerReferences"] = ListNode.Of(Owners.Reference(owner)),
        };
        return new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = template.Map("spec") ?? MapNode.Empty }.ToMap();
    }

    /// <summary>A pod with a name that the server would have made up.</summary>
    public static MapNode MakeNamed(LifeView view, MapNode owner, MapNode? template, int index)
    {
        var start = owner.NameOf() + "-";
        var home = owner.MetaText("namespace") ?? "";
        var name = GeneratedNames.Free(start, $"{owner.UidOf()}/{LifeTimes.Plain(index)}", view.Now, taken => view.Find("pods", home, taken) is not null);
        return Make(owner, template, name, start);
    }

    public static MapNode WithLabel(MapNode body, string key, string value) =>
        body.WithMeta("labels", (body.Labels() ?? MapNode.Empty).With(key, value));

    /// <summary>Whether creations wait because the last one was refused.</summary>
    public static bool IsHeldBack(LifeView view, LifePlan plan)
    {
        if (view.RefusalOf(plan.About) is not { } refusal || refusal.RetryAt <= view.Now) return false;
        plan.LookAgain(refusal.RetryAt);
        return true;
    }
}
