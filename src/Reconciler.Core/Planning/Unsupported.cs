using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>What Apps ask for that can be rendered and not be deployed yet. Such an App is refused whole; it is never applied as something simpler.</summary>
internal static class Unsupported
{
    /// <summary>The reasons by the lane's id.</summary>
    public static ImmutableDictionary<string, ImmutableArray<Diagnostic>> Of(SpecSet specs) =>
        specs.Apps.Select(app => (Lane.Of(app.Document, app.Namespace.Value).Id, Reasons: Reasons(app).ToImmutableArray())).Where(app => app.Reasons.Length > 0).DistinctBy(app => app.Id).ToImmutableDictionary(app => app.Id, app => app.Reasons);

    private static IEnumerable<Diagnostic> Reasons(AppSpec app)
    {
        if (app.Deploy.IsBlueGreen) yield return At(app.Deploy.Fields["strategy"]!.Origin, app, "deploy.strategy: blueGreen");
        if (app.Deploy.HealthGate is { } gate) yield return At(gate.Fields.Origin, app, "deploy.healthGate");
        foreach (var task in app.Deploy.Tasks.Before.Concat(app.Deploy.Tasks.After)) yield return At(task.Fields.Origin, app, "deploy.tasks");
        if (app.Frontend is not null) yield return At(app.Fields["frontend"]!.Origin, app, "frontend");
        foreach (var source in app.EnvFrom.Concat(app.Environment.EnvFrom).Where(source => source.Etcd is not null)) yield return At(source.Fields.Origin, app, "envFrom: etcd");
    }

    private static Diagnostic At(Origin place, AppSpec app, string what) =>
        GuardCodes.NotSupported.At(place.IsKnown ? place : app.Document.Place, $"the App {app.Name} asks for {what}, which this version can't deploy yet");
}
