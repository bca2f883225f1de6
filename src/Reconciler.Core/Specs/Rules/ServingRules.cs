using Reconciler.Diagnostics;
using Reconciler.Rendering;

namespace Reconciler.Specs.Rules;

/// <summary>Domains and frontend: somebody serves them, and for a frontend there is a router.</summary>
internal static class ServingRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => Router(app).Concat(Served(app));

    private static IEnumerable<Diagnostic> Router(AppScope app)
    {
        if (app.App.Frontend?.Host is { } host && app.Scope.Specs.Environment.Router?.Etcd is null)
        {
            yield return SpecCodes.WithoutRouter.At(app.At(host.Origin), $"the frontend {host.Value} needs a router, and the Environment names none",
                "add router: {etcd: {endpoints: [\"http://etcd:2379\"]}} to the Environment, or use domains");
        }
    }

    private static IEnumerable<Diagnostic> Served(AppScope app)
    {
        if ((app.App.Domains.FirstOrDefault()?.Origin ?? app.App.Frontend?.Host?.Origin) is not { } place) yield break;
        var what = app.App.Domains.Any() ? "domains" : "frontend";
        // An unknown ingress.process is reported where it stands.
        if (app.App.Ingress.Process is { } named && !app.Has(named.Value)) yield break;
        if (app.App.Serving is not { } serving)
        {
            var exposed = app.Processes.Where(process => process.IsExposed).Select(process => process.Name).ToList();
            yield return exposed.Count == 0
                ? SpecCodes.NotServed.At(app.At(place), $"nothing serves {what}: the App has no web and exposes no process", $"write expose: true for one of {string.Join(", ", app.ProcessNames)}")
                : SpecCodes.NotServed.At(app.At(place), $"it is not clear who serves {what}: {string.Join(" and ", exposed)} are exposed, and none is called web", $"write ingress: {{process: {exposed[0]}}}");
        }
        else if (!serving.IsExposed)
        {
            yield return SpecCodes.NotServed.At(app.At(serving.Expose?.Origin ?? app.App.Ingress.Process?.Origin ?? place), $"{serving.Name} serves {what}, and is not exposed", $"write processes.{serving.Name}.expose: true");
        }
        else if (app.App.Frontend is not null && serving.Service?.Type is { Value: "Headless" } headless)
        {
            yield return SpecCodes.NotServed.At(app.At(headless.Origin), $"{serving.Name} serves the frontend, and its Service is Headless: it has no address that requests could be sent to", "write service: {type: ClusterIP}");
        }
        else if (Ports.Routed(app.App, serving) is null)
        {
            yield return SpecCodes.NotServed.At(app.At(serving.Fields["ports"]?.Origin ?? place), $"{serving.Name} serves {what}, and has no port that speaks http, https or grpc", "add a port with such a scheme");
        }
    }
}
