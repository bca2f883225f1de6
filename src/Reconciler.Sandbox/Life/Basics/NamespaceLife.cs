using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Basics;

/// <summary>What every namespace is given: a ServiceAccount and the certificate of the server.</summary>
internal static class NamespaceLife
{
    private const string RootCertificate = "kube-root-ca.crt";

    public static void Step(LifeView view, MapNode home, LifePlan plan)
    {
        if (home.IsDying()) return;
        var name = home.NameOf();
        if (view.Find("serviceaccounts", name, "default") is null)
            plan.Create("serviceaccounts", new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new MapBuilder { ["name"] = "default", ["namespace"] = name } }.ToMap());
        if (view.Find("configmaps", name, RootCertificate) is not null) return;
        var annotations = new MapBuilder { ["kubernetes.io/description"] = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc." };
        plan.Create("configmaps", new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new MapBuilder { ["name"] = RootCertificate, ["namespace"] = name, ["annotations"] = annotations },
            ["data"] = new MapBuilder { ["ca.crt"] = view.RootCertificate },
        }.ToMap());
    }
}
