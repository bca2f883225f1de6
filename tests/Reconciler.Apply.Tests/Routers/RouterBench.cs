using Reconciler.Etcd.Tests;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests.Routers;

/// <summary>Specs of an environment with an etcd.</summary>
internal static class RouterBench
{
    public static void Environment(this Bench bench, EtcdServer etcd, string fields, string access = "") =>
        bench.Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {bench.Name}}}\nspec: {{systemNamespace: {Bench.SystemNamespace}, router: {{etcd: {{endpoints: [\"{etcd.Endpoint}\"]{access}}}}}{(fields.Length == 0 ? "" : $", {fields}")}}}\n");

    public static string App(this Bench bench, string name, string fields) =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec: {{namespace: {bench.Name}, image: registry.example.com/shop:v1{(fields.Length == 0 ? "" : $", {fields}")}}}\n";

    public static Change Workload(this Plan plan, string name) => Assert.Single(plan.Changes, change => change.Key.Kind == "Deployment" && change.Key.Name == name);
}
