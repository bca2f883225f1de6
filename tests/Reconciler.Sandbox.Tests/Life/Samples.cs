namespace Reconciler.Sandbox.Tests.Life;

/// <summary>Objects that tests are about.</summary>
internal static class Samples
{
    public static string Deployment(string name = "web", int replicas = 3, string image = "nginx:1", string more = "", string pod = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}, annotations: {team: shop} }
        spec:
          replicas: {{replicas}}
          {{more}}
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}} } }
            spec:
              {{pod}}
              containers: [{name: web, image: "{{image}}", ports: [{name: http, containerPort: 8080}]}]
        """;

    public static string Pod(string name, string image = "nginx:1", string more = "", string container = "") => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, labels: {app: {{name}} } }
        spec:
          {{more}}
          containers: [{name: web, image: "{{image}}"{{container}} }]
        """;

    public static string Job(string name, string image = "busybox:1", string more = "", string policy = "Never") => $$"""
        apiVersion: batch/v1
        kind: Job
        metadata: {name: {{name}} }
        spec:
          {{more}}
          template:
            spec: {restartPolicy: {{policy}}, containers: [{name: main, image: "{{image}}"}]}
        """;
}
