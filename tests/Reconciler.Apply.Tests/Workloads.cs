namespace Reconciler.Apply.Tests;

/// <summary>Deployments whose image steers the sandbox's pods.</summary>
internal static class Workloads
{
    public static void Deployment(this Bench bench, string name, string image, string container = "") =>
        bench.Write($"{name}.yaml", Text(bench, name, image, container));

    public static string Text(Bench bench, string name, string image, string container = "") => $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}
          namespace: {bench.Name}
        spec:
          replicas: 1
          selector:
            matchLabels:
              app: {name}
          template:
            metadata:
              labels:
                app: {name}
            spec:
              containers:
                - name: web
                  image: {image}
                  {container}

        """;
}
