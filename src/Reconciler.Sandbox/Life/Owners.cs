using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life;

/// <summary>Reads and writes of ownerReferences.</summary>
internal static class Owners
{
    /// <summary>The reference to the one owner that controls an object, or null.</summary>
    public static MapNode? ControllerOf(MapNode body) =>
        body.Map("metadata").Maps("ownerReferences").FirstOrDefault(owner => owner.Flag("controller")?.Value == true);

    public static bool IsControlledBy(MapNode body, MapNode owner) => ControllerOf(body).Text("uid")?.Value == owner.UidOf();

    public static MapNode Reference(MapNode owner) => new MapBuilder
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.NameOf(),
        ["uid"] = owner.UidOf(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    }.ToMap();

    /// <summary>The object with one more owner, who controls it.</summary>
    public static MapNode Adopted(MapNode body, MapNode owner)
    {
        var others = body.Map("metadata").Maps("ownerReferences").Where(each => each.Text("uid")?.Value != owner.UidOf());
        return body.WithMeta("ownerReferences", ListNode.Of([.. others, Reference(owner)]));
    }

    public static MapNode Released(MapNode body, MapNode owner)
    {
        var others = body.Map("metadata").Maps("ownerReferences").Where(each => each.Text("uid")?.Value != owner.UidOf()).ToList();
        return body.WithMeta("ownerReferences", others.Count == 0 ? null : ListNode.Of(others));
    }

    /// <summary>
    /// The objects that an owner controls: those that it selects and nobody controls are adopted, those that it no longer selects are let go.
    /// </summary>
    public static List<MapNode> Claim(LifePlan plan, MapNode owner, string resource, IEnumerable<MapNode> owned, IEnumerable<MapNode> selectable, Func<MapNode, bool> selects)
    {
        var claimed = new List<MapNode>();
        foreach (var each in owned)
        {
            if (selects(each)) claimed.Add(each);
            else if (!owner.IsDying() && !each.IsDying()) plan.Update(resource, Released(each, owner));
        }
        if (owner.IsDying()) return claimed;
        foreach (var each in selectable.Where(each => ControllerOf(each) is null && !each.IsDying()))
        {
            plan.Update(resource, Adopted(each, owner));
            plan.IsAdopting = true;
        }
        return claimed;
    }
}
