using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Shared;

/// <summary>
/// Environment.registries: one pull Secret in every namespace with Apps. The passwords are kept elsewhere, so the Secret
/// is rendered without them, and <see cref="Fill"/> puts them in when it is applied.
/// </summary>
public static class Registries
{
    private const string SecretName = "reconciler-registries";
    private const string DataKey = ".dockerconfigjson";
    private const string PathPrefix = $"/data/{DataKey}#/auths/";
    private const string PathSuffix = "/password";

    /// <summary>The name of the pull Secret that pods use, or null where there are no registries.</summary>
    public static string? PullSecretName(EnvironmentSpec environment) => Named(environment).Any() ? SecretName : null;

    public static IEnumerable<Manifest> Render(SpecSet specs)
    {
        var environment = specs.Environment;
        if (PullSecretName(environment) is not { } name) yield break;
        var place = environment.Fields["registries"]!.Origin;
        foreach (var @namespace in specs.Apps.Select(app => app.Namespace.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var body = new MapBuilder(place)
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = SpecObjects.Metadata(environment, environment.Document, "secret", ScalarNode.Of(name, place), @namespace),
                ["type"] = "kubernetes.io/dockerconfigjson",
                ["data"] = new MapBuilder { [DataKey] = Encoded(Logins(environment), place) },
            };
            yield return new Manifest(body.ToMap(), SpecObjects.LaneOf(environment), place) { Pending = Pending(environment) };
        }
    }

    /// <summary>
    /// The Secret with its passwords, given by the paths of <see cref="Manifest.Pending"/>. A path looks like
    /// /data/.dockerconfigjson#/auths/ghcr.io/password: a JSON pointer to the field, and one into the JSON that it holds.
    /// </summary>
    public static Manifest Fill(Manifest manifest, IReadOnlyDictionary<string, string> passwords)
    {
        var encoded = (ScalarNode)manifest.Body.Path("data", DataKey)!;
        var logins = YamlReader.Read("", Encoding.UTF8.GetString(Convert.FromBase64String(encoded.Value))).Documents[0].Root.Map("auths")!;
        foreach (var entry in logins.Entries)
        {
            if (!passwords.TryGetValue(PathOf(entry.Key), out var password) || entry.Value is not MapNode login) continue;
            var both = Encoding.UTF8.GetBytes($"{login.Text("username")?.Value}:{password}");
            logins = logins.With(entry.Key, login.With("password", password).With("auth", Convert.ToBase64String(both)));
        }
        var data = manifest.Body.Map("data")!.With(DataKey, Encoded(logins, encoded.Origin));
        var left = manifest.Pending.RemoveAll(pending => passwords.ContainsKey(pending.Path));
        return manifest with { Body = manifest.Body.With("data", data), Pending = left };
    }

    /// <summary>By server, the last one winning where one is written twice.</summary>
    private static IEnumerable<(string Server, RegistrySpec Registry)> Named(EnvironmentSpec environment) => environment.Registries
        .Where(registry => registry.Server is not null)
        .GroupBy(registry => registry.Server!.Value, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Last()));

    private static MapNode Logins(EnvironmentSpec environment)
    {
        var logins = new MapBuilder();
        foreach (var (server, registry) in Named(environment)) logins.Add(server, new MapBuilder { ["username"] = registry.Username });
        return logins.ToMap();
    }

    private static ScalarNode Encoded(MapNode logins, Origin place) =>
        ScalarNode.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(CanonicalJson.Write(new MapBuilder { ["auths"] = logins }.ToMap()))), place);

    private static ImmutableArray<PendingSecret> Pending(EnvironmentSpec environment) =>
        [.. Named(environment).Where(named => named.Registry.PasswordFrom is not null).Select(named => new PendingSecret(PathOf(named.Server), named.Registry.PasswordFrom!))];

    private static string PathOf(string server) =>
        $"{PathPrefix}{server.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}{PathSuffix}";
}
