using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>A List stands for the objects in it, as <c>kubectl get -o yaml</c> writes them.</summary>
internal static class ManifestList
{
    private const string Suffix = "List";

    public static bool IsList(MapNode body)
    {
        var (apiVersion, kind) = (body.Text("apiVersion")?.Value ?? "", body.Text("kind")?.Value ?? "");
        if (apiVersion == "v1" && kind == Suffix) return true;
        return kind.EndsWith(Suffix, StringComparison.Ordinal) && body["items"] is ListNode && KubeTypes.Find(apiVersion, kind[..^Suffix.Length]) is not null;
    }

    /// <summary>The objects; those of a typed list, such as a ConfigMapList, may leave out what the list says for them.</summary>
    public static IEnumerable<MapNode> Items(MapNode body, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (body["items"] is not ListNode list)
        {
            problems.Add(ManifestCodes.MissingField.At(body.Origin, "a List needs a field items", "write items: […]", "items"));
            yield break;
        }
        var (apiVersion, kind) = (body.Text("apiVersion")!.Value, body.Text("kind")!.Value);
        for (var i = 0; i < list.Items.Length; i++)
        {
            var field = FieldPath.Root.Key("items").Item(i).ToString();
            if (list.Items[i] is not MapNode item)
                problems.Add(ManifestCodes.BadListItem.At(list.Items[i].Origin, "an item of a List has to be a map with apiVersion and kind", field: field));
            else if (ObjectKey.GroupOf(item.Text("apiVersion")?.Value ?? "") == ManifestKind.SpecGroup)
                problems.Add(ManifestCodes.BadListItem.At(item.Origin, $"the {item.Text("kind")?.Value ?? "spec"} is a spec and can't stand in a List", "write it as a document of its own", field));
            else
                yield return kind == Suffix ? item : Filled(item, apiVersion, kind[..^Suffix.Length]);
        }
    }

    private static MapNode Filled(MapNode item, string apiVersion, string kind)
    {
        if (!item.Has("kind")) item = item.With("kind", kind);
        return item.Has("apiVersion") ? item : item.With("apiVersion", apiVersion);
    }
}
