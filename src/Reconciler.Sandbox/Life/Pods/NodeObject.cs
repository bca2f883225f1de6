using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>The one node of the sandbox, which is always ready and takes pods up to its size.</summary>
public static class NodeObject
{
    public const string Name = "sandbox";
    public const string Address = "172.30.0.2";

    public static MapNode Make(DateTimeOffset now)
    {
        var size = new MapBuilder { ["cpu"] = "16", ["ephemeral-storage"] = "200Gi", ["hugepages-1Gi"] = "0", ["hugepages-2Mi"] = "0", ["memory"] = "64Gi", ["pods"] = "20000" }.ToMap();
        return new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new MapBuilder
            {
                ["name"] = Name,
                ["labels"] = new MapBuilder
                {
                    ["beta.kubernetes.io/arch"] = "amd64",
                    ["beta.kubernetes.io/os"] = "linux",
                    ["kubernetes.io/arch"] = "amd64",
                    ["kubernetes.io/hostname"] = Name,
                    ["kubernetes.io/os"] = "linux",
                    ["node-role.kubernetes.io/control-plane"] = "",
                },
            },
            ["spec"] = new MapBuilder { ["podCIDR"] = "10.42.0.0/16", ["podCIDRs"] = ListNode.Of("10.42.0.0/16"!) },
            ["status"] = Status(now, size),
        }.ToMap();
    }

    /// <summary>The address that a node has inside the cluster.</summary>
    public static string AddressOf(MapNode node) =>
        node.Map("status").Maps("addresses").FirstOrDefault(address => address.Text("type")?.Value == "InternalIP").Text("address")?.Value ?? Address;

    private static MapBuilder Status(DateTimeOffset now, MapNode size) => new()
    {
        ["capacity"] = size,
        ["allocatable"] = size,
        ["conditions"] = ListNode.Of(
            Condition(now, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            Condition(now, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            Condition(now, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            Condition(now, "Ready", "True", "KubeletReady", "the sandbox simulates this node and runs no containers")),
        ["addresses"] = ListNode.Of(
            new MapBuilder { ["type"] = "InternalIP", ["address"] = Address }!,
            new MapBuilder { ["type"] = "Hostname", ["address"] = Name }!),
        ["daemonEndpoints"] = new MapBuilder { ["kubeletEndpoint"] = new MapBuilder { ["Port"] = 10250 } },
        ["nodeInfo"] = new MapBuilder
        {
            ["machineID"] = GeneratedNames.Sha256(Name)[..32],
            ["systemUUID"] = GeneratedNames.Sha256(Name)[..32],
            ["bootID"] = GeneratedNames.Sha256(Name)[32..],
            ["kernelVersion"] = "sandbox",
            ["osImage"] = "Reconciler sandbox",
            ["containerRuntimeVersion"] = "sandbox://1.0",
            ["kubeletVersion"] = $"v{KubeTypes.Release}.0+sandbox",
            ["kubeProxyVersion"] = "",
            ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
        },
    };

    private static Node Condition(DateTimeOffset now, string type, string status, string reason, string message) => new MapBuilder
    {
        ["type"] = type,
        ["status"] = status,
        ["lastHeartbeatTime"] = Metadata.Time(now),
        ["lastTransitionTime"] = Metadata.Time(now),
        ["reason"] = reason,
        ["message"] = message,
    }!;
}
