using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>What a few kinds are given when they are made, beside the defaults of their fields.</summary>
internal static class NewObjects
{
    public static MapNode Complete(MapNode body, ServedResource resource) => resource.StorageName switch
    {
        Namespaces.Resource => Namespaces.Complete(body),
        CustomResources.Definitions => body.With("status", new MapBuilder
        {
            ["conditions"] = ScalarNode.Null,
            ["acceptedNames"] = new MapBuilder { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = ListNode.Of(CustomResources.StorageVersion(body)),
        }!),
        _ => body,
    };

    /// <summary>An object that was changed, with what follows from the change.</summary>
    public static MapNode Changed(MapNode body, ServedResource resource)
    {
        if (resource.StorageName != CustomResources.Definitions) return body;
        var stored = body.Map("status").Texts("storedVersions").Select(text => text.Value).ToList();
        if (stored.Contains(CustomResources.StorageVersion(body))) return body;
        stored.Add(CustomResources.StorageVersion(body));
        return body.With("status", (body.Map("status") ?? MapNode.Empty).With("storedVersions", ListNode.Of(stored.Select(name => (Node)name))));
    }
}
