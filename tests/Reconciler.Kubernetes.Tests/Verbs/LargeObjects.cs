using System.Globalization;
using System.Text;

namespace Reconciler.Kubernetes.Tests.Verbs;

/// <summary>Objects as large as those of real clusters: about 10 KB each, a third of it managedFields.</summary>
internal static class LargeObjects
{
    public static string Deployment(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"app-{number}");
        var env = new StringBuilder();
        var owned = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            env.Append(CultureInfo.InvariantCulture, $$"""{{(i > 0 ? "," : "")}}{"name":"SETTING_NUMBER_{{i}}","value":"the value of setting {{i}} in {{name}}, as long as people write them"}""");
            owned.Append(CultureInfo.InvariantCulture, $$$"""{{{(i > 0 ? "," : "")}}}"k:{\"name\":\"SETTING_NUMBER_{{{i}}}\"}":{".":{},"f:name":{},"f:value":{} }""");
        }
        return $$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"shop","uid":"0f8fad5b-d9cb-469f-a165-{{{number:000000000000}}}","resourceVersion":"{{{number}}}","generation":3,"creationTimestamp":"2026-01-01T00:00:00Z",
            "labels":{"app.kubernetes.io/name":"{{{name}}}","app.kubernetes.io/component":"web","app.kubernetes.io/managed-by":"reconciler"},
            "managedFields":[{"manager":"reconciler-production","operation":"Apply","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:app.kubernetes.io/name":{} } },"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:env":{ {{{owned}}} } } } } } } } },
            {"manager":"kube-controller-manager","operation":"Update","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","subresource":"status","fieldsV1":{"f:status":{"f:availableReplicas":{},"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},"f:status":{},"f:type":{} } },"f:observedGeneration":{},"f:readyReplicas":{},"f:replicas":{} } } }]},
            "spec":{"replicas":3,"selector":{"matchLabels":{"app.kubernetes.io/name":"{{{name}}}"} },"template":{"metadata":{"labels":{"app.kubernetes.io/name":"{{{name}}}"} },"spec":{"containers":[{"name":"web","image":"registry.example.com/{{{name}}}:1.2.3","env":[{{{env}}}],
            "resources":{"limits":{"cpu":"500m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"128Mi"} },"ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"} },"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"} },"revisionHistoryLimit":2,"progressDeadlineSeconds":600},
            "status":{"observedGeneration":3,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3,"conditions":[{"type":"Available","status":"True","lastUpdateTime":"2026-01-01T00:00:00Z","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability."}]} }
            """;
    }
}
