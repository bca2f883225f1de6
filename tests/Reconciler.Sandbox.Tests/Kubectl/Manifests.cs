namespace Reconciler.Sandbox.Tests.Kubectl;

/// <summary>What the walks apply.</summary>
internal static class Manifests
{
    public const string Config = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {a: "1", b: two}
        """;

    public const string Gadgets = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.walk.example.com}
        spec:
          group: walk.example.com
          scope: Namespaced
          names: {plural: gadgets, singular: gadget, kind: Gadget, shortNames: [gd], categories: [toys]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
            additionalPrinterColumns:
            - {name: Size, type: integer, jsonPath: .spec.size}
            - {name: Color, type: string, jsonPath: .spec.color, priority: 1}
            schema:
              openAPIV3Schema:
                type: object
                description: A gadget for a walk.
                properties:
                  spec:
                    type: object
                    required: [size]
                    properties:
                      size: {type: integer, minimum: 1, description: How large it is.}
                      color: {type: string, default: red, enum: [red, blue]}
                  status: {type: object, properties: {size: {type: integer}}}
        """;

    public static string Web(int replicas = 2, string image = "nginx:1", string more = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web} }
        spec:
          replicas: {{replicas}}
          {{more}}
          selector: {matchLabels: {app: web} }
          template:
            metadata: {labels: {app: web} }
            spec:
              containers:
              - {name: web, image: "{{image}}", ports: [{name: http, containerPort: 8080}], env: [{name: A, value: "1"}]}
        """;

    public static string Gadget(string name, string spec) => $$"""
        apiVersion: walk.example.com/v1
        kind: Gadget
        metadata: {name: {{name}}}
        spec: { {{spec}} }
        """;
}
