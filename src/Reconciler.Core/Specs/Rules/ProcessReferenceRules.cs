using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Names of processes inside an App, and of what else a mount can be for.</summary>
internal static class ProcessReferenceRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => Processes(app).Concat(Consumers(app));

    private static IEnumerable<Diagnostic> Processes(AppScope app)
    {
        IEnumerable<Sourced<string>?> named =
        [
            app.App.Ingress.Process,
            .. app.App.Deploy.HealthGate?.Processes ?? [],
            .. app.App.Cron.Select(cron => cron.Process),
            .. app.App.Deploy.Tasks.Before.Concat(app.App.Deploy.Tasks.After).Select(task => task.Process),
        ];
        return named.OfType<Sourced<string>>().Where(name => !app.Has(name.Value))
            .Select(name => References.Unknown(SpecCodes.UnknownProcess, name, $"the App {app.App.Name} has no process \"{name.Value}\"", app.ProcessNames));
    }

    private static IEnumerable<Diagnostic> Consumers(AppScope app)
    {
        var consumers = app.App.Mounts.SelectMany(mount => mount.Processes).ToList();
        if (consumers.Count == 0) return [];
        var entries = app.App.Cron.Select(cron => cron.Name?.Value).OfType<string>().Select(name => $"cron:{name}").ToList();
        string[] known = [.. app.ProcessNames, .. entries, "cron:*", "run", "tasks"];
        return consumers.Where(name => !known.Contains(name.Value))
            .Select(name => References.Unknown(SpecCodes.UnknownConsumer, name, Message(app, name.Value), known));
    }

    private static string Message(AppScope app, string name) => name switch
    {
        "*" => "a mount is for everything where processes is left out; \"*\" is not a process",
        "cron" or "before" or "after" => $"\"{name}\" is not a process",
        _ when name.StartsWith("cron:", StringComparison.Ordinal) => $"the App {app.App.Name} has no cron entry \"{name["cron:".Length..]}\"",
        _ => $"the App {app.App.Name} has no process \"{name}\"",
    };
}
