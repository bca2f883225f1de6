using Reconciler.Server.Tests;

namespace Reconciler.Browser.Tests;

/// <summary>What the tests write into repositories.</summary>
internal static class Specs
{
    /// <summary>A small shop: two Apps and a ConfigMap that needs a person's word before it is deleted.</summary>
    public static void Shop(GitRepo repo)
    {
        repo.Write("environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: live}\nspec: {systemNamespace: reconciler-tests, namespace: shop}\n");
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("prices.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: prices, namespace: shop, annotations: {reconciler.dev/prune: confirm}}\ndata: {tea: '3'}\n");
        repo.Write("web.yaml", App("web", "v1"));
        repo.Write("mail.yaml", App("mail", "v4"));
    }

    public static string App(string name, string tag, string more = "") =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec:\n  image: registry.example.com/{name}:{tag}\n  processes:\n    web: {{port: 8080}}\n{more}";

    /// <summary>An App that is given up soon where it does not become healthy.</summary>
    public static string Impatient(string name, string tag) => App(name, tag, "  deploy: {timeout: 2s}\n");
}
