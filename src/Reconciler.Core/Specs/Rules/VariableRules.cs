using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Variables from elsewhere: etcd needs a router, and a key belongs to a Secret or ConfigMap.</summary>
internal static class VariableRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => Etcd(app).Concat(References(app));

    private static IEnumerable<Diagnostic> Etcd(AppScope app)
    {
        if (app.Scope.Specs.Environment.Router?.Etcd is not null) return [];
        return app.App.EnvFrom.Concat(app.Processes.SelectMany(process => process.EnvFrom)).Select(source => source.Etcd).OfType<Sourced<string>>()
            .Select(folder => SpecCodes.WithoutRouter.At(app.At(folder.Origin), $"variables come from {folder.Value} of etcd, and the Environment names no etcd", "add router: {etcd: {endpoints: [\"http://etcd:2379\"]}} to the Environment"));
    }

    private static IEnumerable<Diagnostic> References(AppScope app) =>
        app.Processes.Select(process => process.Env)
            .Concat(app.App.Cron.Select(cron => cron.Env))
            .Concat(app.App.Deploy.Tasks.Before.Concat(app.App.Deploy.Tasks.After).Select(task => task.Env))
            .OfType<MapNode>().SelectMany(env => env.Entries)
            .Where(entry => entry.Value is MapNode && entry.Value.Path("secret") is null && entry.Value.Path("configMap") is null)
            .SelectMany(entry => ((MapNode)entry.Value).Entries.Where(field => field.Key is "key" or "optional" && !field.Value.IsNullOrMissing())
                .Select(field => WorkloadCodes.Reference.At(app.At(field.KeyOrigin), $"{entry.Key} has {field.Key}, which belongs to a Secret or ConfigMap", $"remove {field.Key}, or write secret: or configMap: beside it")));
}
