using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>What Issuers and ClusterIssuers for Let's Encrypt have in common.</summary>
internal static class Acme
{
    private static string DirectoryOf(string server) => server == AcmeAccount.Staging
        ? "https://acme-staging-v02.api.letsencrypt.org/directory"
        : "https://acme-v02.api.letsencrypt.org/directory";

    public static MapNode Spec(string server, Sourced<string> email, string accountSecret, IEnumerable<MapNode> solvers) => new MapBuilder
    {
        ["acme"] = new MapBuilder
        {
            ["server"] = DirectoryOf(server),
            ["email"] = email,
            ["privateKeySecretRef"] = new MapBuilder { ["name"] = accountSecret },
            ["solvers"] = ListNode.Of(solvers),
        },
    }.ToMap();

    /// <summary>How the challenge is answered over HTTP: through the way in that the requests take. Without names it is for all that no other solver names.</summary>
    public static MapNode Solver(string? ingressClass, GatewaySpec? gateway, IEnumerable<Node>? names = null)
    {
        var selector = new MapBuilder();
        selector.AddList("dnsNames", names ?? []);
        var http = ingressClass == "gateway" && gateway is not null
            ? new MapBuilder
            {
                ["gatewayHTTPRoute"] = new MapBuilder
                {
                    ["parentRefs"] = ListNode.Of(new MapBuilder { ["name"] = gateway.Name, ["namespace"] = gateway.Namespace, ["kind"] = "Gateway" }.ToMap()),
                },
            }
            : new MapBuilder { ["ingress"] = new MapBuilder { ["ingressClassName"] = ingressClass } };
        return new MapBuilder { ["http01"] = http, ["selector"] = selector.IsEmpty ? null : selector }.ToMap();
    }
}
