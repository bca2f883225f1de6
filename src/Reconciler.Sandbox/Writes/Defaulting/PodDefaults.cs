using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>Defaults of pods and their parts that depend on other fields.</summary>
internal static class PodDefaults
{
    /// <summary>A pod itself, not a template: requests follow limits, and host ports the network.</summary>
    public static MapNode Pod(MapNode pod)
    {
        if (pod.Map("spec") is not { } spec) return pod;
        if (!spec.Has("enableServiceLinks")) spec = spec.With("enableServiceLinks", true);
        var isOnHost = spec.Flag("hostNetwork")?.Value == true;
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (spec.List(list) is not { } containers) continue;
            spec = spec.With(list, new ListNode([.. containers.Items.Select(item => item is MapNode container ? OfPod(container, isOnHost) : item)]));
        }
        return pod.With("spec", spec);
    }

    /// <summary>The old name of the service account is always the same as the new one.</summary>
    public static MapNode Spec(MapNode spec)
    {
        var account = spec.Text("serviceAccountName")?.Value ?? spec.Text("serviceAccount")?.Value;
        return account is null ? spec : spec.With("serviceAccountName", account).With("serviceAccount", account);
    }

    public static MapNode Container(MapNode container)
    {
        if (!container.Has("imagePullPolicy")) container = container.With("imagePullPolicy", PullPolicy(container.Text("image")?.Value ?? ""));
        if (!container.Has("terminationMessagePath")) container = container.With("terminationMessagePath", "/dev/termination-log");
        return container.Has("terminationMessagePolicy") ? container : container.With("terminationMessagePolicy", "File");
    }

    public static MapNode Volume(MapNode volume) =>
        volume.Entries.All(entry => entry.Key == "name") ? volume.With("emptyDir", MapNode.Empty) : volume;

    public static MapNode ImageVolume(MapNode image) =>
        image.Has("pullPolicy") ? image : image.With("pullPolicy", PullPolicy(image.Text("reference")?.Value ?? ""));

    /// <summary>An image without tag and digest is the latest one, which is always pulled.</summary>
    private static string PullPolicy(string image)
    {
        if (image.Length == 0 || image.Any(char.IsWhiteSpace)) return "IfNotPresent";
        if (image.Contains('@', StringComparison.Ordinal)) return image.Contains(":latest@", StringComparison.Ordinal) ? "Always" : "IfNotPresent";
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal) ? "Always" : "IfNotPresent";
    }

    private static MapNode OfPod(MapNode container, bool isOnHost)
    {
        if (container.Map("resources") is { } resources && resources.Map("limits") is { } limits)
        {
            var requests = resources.Map("requests") ?? MapNode.Empty;
            foreach (var limit in limits.Entries)
                if (!requests.Has(limit.Key)) requests = requests.With(limit.Key, limit.Value);
            container = container.With("resources", resources.With("requests", requests));
        }
        if (!isOnHost || container.List("ports") is not { } ports) return container;
        var hosted = ports.Items.Select(item => item is MapNode port && !port.Has("hostPort") && port["containerPort"] is { } number ? port.With("hostPort", number) : item);
        return container.With("ports", new ListNode([.. hosted]));
    }
}
