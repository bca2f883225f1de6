using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Images: one for each process, readable, and not one that changes by itself unless that is said.</summary>
internal static class ImageRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => Missing(app).Concat(app.Processes.SelectMany(process => OfProcess(app, process)));

    private static IEnumerable<Diagnostic> Missing(AppScope app)
    {
        var without = app.Processes.Where(process => process.Image is null && process.Fields["image"].IsNullOrMissing()).Select(process => process.Name).ToList();
        if (without.Count == 0) yield break;
        var which = without.Count == app.Processes.Length ? $"the App {app.App.Name} has no image" : $"the App {app.App.Name} has no image, and {Listed(without)} of its own neither";
        yield return WorkloadCodes.ImageMissing.At(app.Place, which, "write spec.image, as in registry.example.com/shop:v42");
    }

    private static string Listed(List<string> names) => names.Count == 1 ? $"{names[0]} has one" : $"{string.Join(", ", names)} have one";

    private static IEnumerable<Diagnostic> OfProcess(AppScope app, ProcessSpec process)
    {
        if (process.Image is not { } written) yield break;
        if (!ImageReference.TryParse(written.Value, out var image, out var problem)) yield return problem.At(ValueCodes.Image, app.At(written.Origin));
        else if (image.IsLatest && process.ImagePullPolicy is not { Value: "IfNotPresent" or "Never" })
        {
            var what = image.Tag is null ? $"the image {written.Value} has no tag, which means :latest," : $"the image {written.Value}";
            yield return WorkloadCodes.LatestImage.At(app.At(written.Origin), $"{what} is pulled at every start and can change without the spec changing",
                "write a tag or digest, or imagePullPolicy: IfNotPresent if it is meant so");
        }
    }
}
