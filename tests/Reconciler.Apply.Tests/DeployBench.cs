using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>An App in a bench, as people write it, and what its deploys leave in the cluster.</summary>
internal static class DeployBench
{
    public const string Probe = "healthChecks: {readiness: {httpGet: {path: /}}}";

    public static void BlueGreen(this Bench bench, string image, string deploy = "drain: 0s", string processes = $"web: {{{Probe}}}", string more = "") =>
        bench.App(image, $"strategy: blueGreen, {deploy}", processes, more);

    public static void App(this Bench bench, string image, string deploy, string processes = "web: {}", string more = "") =>
        bench.Write("app.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec:\n  namespace: {bench.Name}\n  image: {image}\n  processes: {{{processes}}}\n  deploy: {{{deploy}}}\n{more}");

    public static async Task<List<MapNode>> Deployments(this Bench bench) =>
        [.. (await bench.All("apps/v1", "Deployment")).OrderBy(body => body.At("metadata", "creationTimestamp"), StringComparer.Ordinal)];

    /// <summary>The images of the versions that are there, in the order of the images.</summary>
    public static async Task<string> Images(this Bench bench) =>
        string.Join(' ', (await bench.Deployments()).Select(body => $"{Image(body)}×{body.At("spec", "replicas")}").Order(StringComparer.Ordinal));

    public static string? Image(MapNode workload) => (workload.Path("spec", "template", "spec") as MapNode).Maps("containers").First().Text("image")?.Value;

    /// <summary>The image of the version that the Service sends requests to.</summary>
    public static async Task<string?> Serves(this Bench bench, string service = "shop-web")
    {
        var selected = Versions.SelectedBy((await bench.Live(service, "v1", "Service"))!);
        return (await bench.Deployments()).Where(body => Versions.Of(body) == selected).Select(Image).SingleOrDefault();
    }

    public static IEnumerable<string> Steps(this Bench bench) => bench.Told.OfType<RunEvent.Told>().Select(told => told.Message);

    public static LaneOutcome? OutcomeOf(this Bench bench) => bench.Status.Lanes.Values.Single(lane => lane.Lane.Title == "App/shop").Outcome;

    /// <summary>The diagnostics of the App's lane, by their codes.</summary>
    public static IEnumerable<string> Failures(this Bench bench) => bench.Told.OfType<RunEvent.ObjectFailed>().SelectMany(failed => failed.Why).Select(why => why.Code.Id);
}
