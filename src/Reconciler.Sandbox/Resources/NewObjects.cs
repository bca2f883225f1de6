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
}
