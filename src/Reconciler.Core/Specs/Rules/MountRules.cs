using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Mounts of one App: their paths, and that no two are at one path of the same pod.</summary>
internal static class MountRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => app.App.Mounts.Any() ? Paths(app).Concat(Colons(app)).Concat(Twice(app)).Concat(SharedMemory(app)) : [];

    private static IEnumerable<Diagnostic> Paths(AppScope app)
    {
        foreach (var mount in app.App.Mounts)
        {
            if (mount.Path is { } path)
            {
                if (Names.AbsolutePath(path.Value) is { } wrong) yield return VolumeCodes.MountPath.At(path.Origin, wrong);
                else if (Normal(path.Value).Length == 0) yield return VolumeCodes.MountPath.At(path.Origin, "a volume at / would hide everything that is in the image", "mount it at a folder, as in /data");
            }
            if (mount.SubPath is not { } inside) continue;
            if (inside.Value.StartsWith('/')) yield return VolumeCodes.MountPath.At(inside.Origin, $"subPath \"{inside.Value}\" has to be relative to the volume", $"write {inside.Value.TrimStart('/')}");
            else if (inside.Value.Split('/').Contains("..")) yield return VolumeCodes.MountPath.At(inside.Origin, $"subPath \"{inside.Value}\" may not have .. in it");
        }
    }

    /// <summary>Dokku's colon form inside the map; as an item of its own the schema check explains it.</summary>
    private static IEnumerable<Diagnostic> Colons(AppScope app)
    {
        foreach (var storage in app.App.Mounts.Select(mount => mount.Storage).OfType<Sourced<string>>())
        {
            if (storage.Value.Split(':') is not [var host, var inside, ..]) continue;
            var name = Names.Slug(host.TrimEnd('/').Split('/')[^1]);
            var where = host.StartsWith('/') ? $"hostPath: {host}" : "accessMode: ReadWriteOnce";
            yield return SchemaCodes.ColonMount.At(storage.Origin, $"\"{storage.Value}\" is Dokku's colon form, and not the name of a Storage",
                $"write {{storage: {name}, path: {inside}}} and, as a document of its own, {{apiVersion: reconciler.dev/v1, kind: Storage, metadata: {{name: {name}}}, spec: {{namespace: {app.Namespace}, size: 1Gi, {where}}}}}");
        }
    }

    private static IEnumerable<Diagnostic> Twice(AppScope app)
    {
        var mounts = app.App.Mounts.Where(mount => mount.Path is not null).ToList();
        var consumers = Consumers(app).ToList();
        for (var i = 1; i < mounts.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Normal(mounts[i].Path!.Value) != Normal(mounts[j].Path!.Value)) continue;
                if (consumers.Find(consumer => mounts[i].IsFor(consumer) && mounts[j].IsFor(consumer)) is not { } both) continue;
                yield return VolumeCodes.MountTwice.At(mounts[i].Path!.Origin, $"{mounts[i].Path!.Value} is already mounted for {both} at {mounts[j].Path!.Origin}", "mount it at another path, or for other processes");
                break;
            }
        }
    }

    private static IEnumerable<Diagnostic> SharedMemory(AppScope app)
    {
        if (app.Processes.FirstOrDefault(process => process.ShmSize is not null) is not { } process) yield break;
        foreach (var mount in app.App.Mounts.Where(mount => mount.Path is { } path && Normal(path.Value) == "/dev/shm" && mount.IsFor(process.Name)))
            yield return VolumeCodes.MountTwice.At(mount.Path!.Origin, $"/dev/shm of {process.Name} is shared memory already, by shmSize ({process.ShmSize!.Origin})", "remove shmSize or the mount");
    }

    internal static IEnumerable<string> Consumers(AppScope app) =>
        [.. app.ProcessNames, .. app.App.Cron.Select(cron => $"cron:{cron.Name?.Value}"), "run", "tasks"];

    private static string Normal(string path) => string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Prepend("")).TrimEnd('/');
}
