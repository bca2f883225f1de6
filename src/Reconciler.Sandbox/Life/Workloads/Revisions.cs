using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>The ControllerRevisions in which StatefulSets and DaemonSets keep the templates that they had.</summary>
internal sealed class Revisions
{
    private const string Resource = "controllerrevisions.apps";

    /// <summary>Finds or creates the revision of the present template.</summary>
    public Revisions(LifeView view, MapNode owner, string resource, LifePlan plan)
    {
        All = [.. view.Owned(Resource, owner.UidOf()).OrderBy(each => each.Int("revision")?.Value ?? 0)];
        var data = Data(owner);
        var (highest, known) = (All.Count == 0 ? 0 : All[^1].Int("revision")?.Value ?? 0, All.FindLast(each => Node.DeepEquals(each["data"], data)));
        Hash = known?.Labels().Text("controller-revision-hash")?.Value is { } label ? label[(label.LastIndexOf('-') + 1)..] : GeneratedNames.HashOf(data);
        Name = known?.NameOf() ?? $"{owner.NameOf()}-{Hash}";
        if (owner.IsDying()) return;
        if (known is null) plan.Create(Resource, Make(owner, resource, data, highest + 1));
        // a template that was taken up again becomes the newest revision
        else if (known.Int("revision")?.Value is { } number && number < highest) plan.Update(Resource, known.With("revision", highest + 1));
    }

    public List<MapNode> All { get; }

    /// <summary>The hash of the present template.</summary>
    public string Hash { get; }

    /// <summary>The name of the present template's revision.</summary>
    public string Name { get; }

    /// <summary>The template that a revision kept, or null.</summary>
    public MapNode? Template(string name) => All.Find(each => each.NameOf() == name).Map("data").Map("spec").Map("template")?.Without("$patch");

    /// <summary>Removes the oldest ones that no pod and no status needs.</summary>
    public void Clean(LifePlan plan, int limit, IReadOnlySet<string> used)
    {
        var idle = All.Where(each => each.NameOf() != Name && !used.Contains(each.NameOf())).ToList();
        foreach (var each in idle.Take(Math.Max(0, idle.Count - limit))) plan.Delete(Resource, each);
    }

    private static MapNode Data(MapNode owner) => new MapBuilder
    {
        ["spec"] = new MapBuilder { ["template"] = (owner.Map("spec").Map("template") ?? MapNode.Empty).With("$patch", "replace") },
    }.ToMap();

    private MapNode Make(MapNode owner, string resource, MapNode data, int number) => new MapBuilder
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "ControllerRevision",
        ["metadata"] = new MapBuilder
        {
            ["name"] = Name,
            ["namespace"] = owner.MetaText("namespace"),
            ["labels"] = (owner.Map("spec").Map("template").Map("metadata").Map("labels") ?? MapNode.Empty).With("controller-revision-hash", resource == "statefulsets.apps" ? Name : Hash),
            ["ownerReferences"] = ListNode.Of(Owners.Reference(owner)),
        },
        ["data"] = data,
        ["revision"] = number,
    }.ToMap();
}
