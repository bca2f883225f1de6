using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>The Environment's own fields: windows, keys to verify with, registries, the router.</summary>
internal static class EnvironmentRules
{
    public static IEnumerable<Diagnostic> Check(RuleScope scope)
    {
        var environment = scope.Specs.Environment;
        return Windows(environment).Concat(Verify(environment)).Concat(Registries(environment)).Concat(Router(environment)).Concat(Notify(environment));
    }

    private static IEnumerable<Diagnostic> Windows(EnvironmentSpec environment)
    {
        foreach (var window in environment.Sync.Windows)
        {
            if (window.Schedule is { } schedule)
            {
                if (!CronSchedule.TryParse(schedule.Value, out var parsed, out var problem)) yield return problem.At(ValueCodes.CronSchedule, schedule.Origin);
                else if (parsed.Every is not null) yield return ValueCodes.CronSchedule.At(schedule.Origin, $"a window needs a time of day, which \"{schedule.Value}\" has not", "write five fields, as in 0 8 * * 1-5");
            }
            if (window.TimeZone is { } zone && TimeZoneName.Check(zone.Value) is { } unknown) yield return unknown.At(ValueCodes.TimeZone, zone.Origin);
        }
    }

    private static IEnumerable<Diagnostic> Verify(EnvironmentSpec environment)
    {
        if (environment.Sync.Verify is { AllowedSigners: null, Keyring: null } verify)
            yield return ClusterCodes.Verify.At(verify.Fields.Origin, "there are no keys to verify commits with", "write allowedSigners: ./allowed_signers, or keyring: ./keys.asc");
    }

    private static IEnumerable<Diagnostic> Registries(EnvironmentSpec environment)
    {
        var seen = new Dictionary<string, Origin>(StringComparer.Ordinal);
        foreach (var registry in environment.Registries)
        {
            if (registry.Server is not { } server) continue;
            if (!seen.TryAdd(server.Value, server.Origin))
                yield return ClusterCodes.Registry.At(server.Origin, $"the registry {server.Value} is already written at {seen[server.Value]}", "keep one of the two");
            var host = server.Value.Contains("://", StringComparison.Ordinal) ? server.Value[(server.Value.IndexOf("://", StringComparison.Ordinal) + 3)..] : server.Value;
            var name = host.TrimEnd('/');
            if (name != server.Value) yield return ClusterCodes.Registry.At(server.Origin, $"\"{server.Value}\" is not a registry's host", $"write {name}");
            else if (!ImageReference.TryParse($"{name}/x", out var image, out var problem)) yield return problem.At(ClusterCodes.Registry, server.Origin);
            else if (image.Registry is null && name != "docker.io")
                yield return ClusterCodes.Registry.At(server.Origin, $"\"{server.Value}\" is not a registry's host", "write it as it stands at the start of an image, as in ghcr.io");
            if (registry.Username is not null && registry.PasswordFrom is null)
                yield return ClusterCodes.Incomplete.At(registry.Username.Origin, $"the registry {server.Value} has a username and no password", "add passwordFrom: {secret: ghcr, key: token}");
        }
    }

    private static IEnumerable<Diagnostic> Router(EnvironmentSpec environment)
    {
        if (environment.Router?.Etcd is not { } etcd) yield break;
        foreach (var endpoint in etcd.Endpoints)
            if (Urls.Problem(endpoint, "http", "https") is { } wrong) yield return wrong;
        var (certificate, key) = (etcd.CertFile is { Value.Length: > 0 }, etcd.KeyFrom is { Fields.Entries.Length: > 0 });
        if (certificate != key)
        {
            yield return ClusterCodes.Incomplete.At(certificate ? etcd.CertFile!.Origin : etcd.KeyFrom!.Fields.Origin, $"etcd's {(certificate ? "certFile" : "keyFrom")} needs {(certificate ? "keyFrom" : "certFile")} beside it",
                certificate ? "add keyFrom: {secret: etcd, key: tls.key}" : "add certFile: ./etcd.crt");
        }
        if (etcd.Prefix is { Value.Length: > 0 } prefix && !prefix.Value.StartsWith('/')) yield return ClusterCodes.Url.At(prefix.Origin, $"the prefix \"{prefix.Value}\" has to start with /", $"write /{prefix.Value}");
    }

    private static IEnumerable<Diagnostic> Notify(EnvironmentSpec environment)
    {
        foreach (var notify in environment.Notify)
        {
            if (notify.CommitStatus is not null && notify.Template is { } template)
                yield return ClusterCodes.Incomplete.At(template.Origin, "a template is for messages to a url, and a commit status has none", "remove template");
        }
    }
}
