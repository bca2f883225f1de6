using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Server;

/// <summary>The kubeconfig file with which kubectl and other clients reach the sandbox.</summary>
public static class Kubeconfig
{
    public const string ContextName = "reconciler-sandbox";

    public static string Write(Uri server, string authorityPem, string token) => YamlWriter.Write(new MapBuilder
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["clusters"] = ListNode.Of(new MapBuilder
        {
            ["name"] = ContextName,
            ["cluster"] = new MapBuilder
            {
                ["server"] = server.ToString().TrimEnd('/'),
                ["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(authorityPem)),
            },
        }.ToMap()),
        ["users"] = ListNode.Of(new MapBuilder { ["name"] = ContextName, ["user"] = new MapBuilder { ["token"] = token } }.ToMap()),
        ["contexts"] = ListNode.Of(new MapBuilder { ["name"] = ContextName, ["context"] = new MapBuilder { ["cluster"] = ContextName, ["user"] = ContextName } }.ToMap()),
        ["current-context"] = ContextName,
        ["preferences"] = MapNode.Empty,
    }.ToMap());
}
