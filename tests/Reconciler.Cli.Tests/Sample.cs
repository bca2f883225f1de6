namespace Reconciler.Cli.Tests;

/// <summary>Small sources that several tests read.</summary>
internal static class Sample
{
    public const string App = """
        apiVersion: reconciler.dev/v1
        kind: App
        metadata:
          name: shop
        spec:
          image: registry.example.org/shop:v1
          env:
            TOKEN: hunter2-hunter2
          processes:
            web:
              replicas: 2

        """;

    public const string Broken = """
        apiVersion: reconciler.dev/v1
        kind: App
        metadata:
          name: shop
        spec:
          image: registry.example.org/shop:v1
          processes:
            web:
              replica: 2

        """;

    public const string Environment = """
        apiVersion: reconciler.dev/v1
        kind: Environment
        metadata:
          name: production
        spec:
          namespace: web
          deploy:
            timeout: 10m

        """;

    /// <summary>An App of a namespace, under a name.</summary>
    public static string AppIn(string @namespace, string name) =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec: {{namespace: {@namespace}, image: 'registry.example.org/{name}:v1'}}\n";
}
