using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Config;

/// <summary>Reads a user's entry: who one is, and as whom one acts.</summary>
internal sealed class UserEntry(NamedEntry entry, ICollection<Diagnostic> problems)
{
    private static readonly string[] PluginVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public ClientCertificate? Certificate()
    {
        var certificate = EntryData.Read(entry, "client-certificate", problems);
        var key = EntryData.Read(entry, "client-key", problems);
        if (certificate is not var (certificateText, certificateKey))
        {
            if (key is var (_, only))
                problems.Add(entry.Problem(ConnectionCodes.ValueInvalid, only, "there is a key without a client-certificate"));
            return null;
        }
        if (key is not var (keyText, keyKey))
        {
            if (entry.Text("client-key") is null && entry.Text("client-key-data") is null)
                problems.Add(entry.Problem(ConnectionCodes.ValueInvalid, certificateKey, "there is a certificate without a client-key"));
            return null;
        }
        try
        {
            _ = Pem.Certificates(certificateText);
        }
        catch (Exception problem) when (EntryData.IsBadPem(problem))
        {
            problems.Add(entry.Problem(ConnectionCodes.CertificateInvalid, certificateKey, "the data is no PEM certificate"));
            return null;
        }
        try
        {
            return Pem.Pair(certificateText, keyText);
        }
        catch (Exception problem) when (EntryData.IsBadPem(problem))
        {
            problems.Add(entry.Problem(ConnectionCodes.KeyInvalid, keyKey, "the data is no unencrypted PEM key of this certificate"));
            return null;
        }
    }

    /// <summary>A token, a password or a certificate goes before a plugin, as with kubectl.</summary>
    public Credentials Credentials(Func<MapNode> clusterForPlugin)
    {
        var token = entry.Text("token");
        var tokenFile = entry.Text("tokenFile");
        var username = entry.Text("username");
        var hasCertificate = entry.Text("client-certificate") is not null || entry.Text("client-certificate-data") is not null;
        if (entry.Value.Has("auth-provider"))
            problems.Add(entry.Problem(ConnectionCodes.ProviderRemoved, "auth-provider", "auth providers are no longer supported", "write an exec entry"));
        if (username is not null && (token ?? tokenFile) is not null)
            problems.Add(entry.Problem(ConnectionCodes.Contradiction, "username", "the user has a token and a username", "remove one of them"));
        var plugin = entry.Value.Map("exec") is { } exec ? Plugin(exec, clusterForPlugin) : null;
        if (tokenFile is not null)
        {
            EntryData.ReadFile(entry, "tokenFile", tokenFile, problems);
            return new Credentials.TokenFile(EntryData.Resolve(entry, tokenFile), token);
        }
        if (token is not null) return new Credentials.Token(token);
        if (username is not null) return new Credentials.Basic(username, entry.Text("password") ?? "");
        return plugin is null || hasCertificate ? new Credentials.Anonymous() : new Credentials.Plugin(plugin);
    }

    public Impersonation? Impersonation()
    {
        var user = entry.Text("as");
        var first = new[] { "as-uid", "as-groups", "as-user-extra" }.FirstOrDefault(entry.Value.Has);
        if (user is null && first is not null)
            problems.Add(entry.Problem(ConnectionCodes.ValueInvalid, first, "a user to act as is missing", "add as: NAME"));
        if (user is null) return null;
        return new Impersonation(user)
        {
            Uid = entry.Text("as-uid"),
            Groups = [.. entry.Value.Texts("as-groups").Select(group => group.Value)],
            Extra = [.. (entry.Value.Map("as-user-extra")?.Entries ?? []).SelectMany(extra => Items(extra.Value).Select(item => KeyValuePair.Create(extra.Key, item)))],
        };
    }

    private static IEnumerable<string> Items(Node node) => node is ListNode list ? list.Items.OfType<ScalarNode>().Select(item => item.Written) : [];

    private ExecSettings? Plugin(MapNode exec, Func<MapNode> clusterForPlugin)
    {
        void Problem(string key, string message, string? fix = null) =>
            problems.Add(ConnectionCodes.ValueInvalid.At(exec.Find(key)?.KeyOrigin ?? exec.Origin, $"{entry.PathOf("exec")}.{key}: {message}", fix, $"{entry.PathOf("exec")}.{key}"));

        var before = problems.Count;
        var command = exec.Text("command")?.Value ?? "";
        var version = exec.Text("apiVersion")?.Value ?? "";
        if (command.Length == 0) Problem("command", "no program is named");
        if (!PluginVersions.Contains(version))
            Problem("apiVersion", version.Length == 0 ? "no version is named" : $"the version {version} is not supported", $"write {string.Join(" or ", PluginVersions)}");
        if (exec.Maps("env").Any(item => item.Text("name") is null)) Problem("env", "a variable has no name");
        var mode = Mode(exec.Text("interactiveMode")?.Value, version);
        if (mode is null) Problem("interactiveMode", "the mode is missing or unknown", "write Never, IfAvailable or Always");
        if (problems.Count > before) return null;
        // A path with a slash is relative to the kubeconfig, a bare name is looked up on PATH.
        var program = command.Contains('/', StringComparison.Ordinal) ? EntryData.Resolve(entry, command) : command;
        return new ExecSettings(version, program)
        {
            Arguments = [.. exec.Texts("args").Select(argument => argument.Value)],
            Environment = [.. exec.Maps("env").Select(item => KeyValuePair.Create(item.Text("name")!.Value, item.Text("value")?.Value ?? ""))],
            InstallHint = exec.Text("installHint")?.Value,
            Interactive = mode!.Value,
            Cluster = exec.Flag("provideClusterInfo")?.Value == true ? clusterForPlugin() : null,
            Place = exec.Origin,
        };
    }

    private static InteractiveMode? Mode(string? text, string version) => text switch
    {
        "Never" => InteractiveMode.Never,
        "IfAvailable" => InteractiveMode.IfAvailable,
        "Always" => InteractiveMode.Always,
        null or "" when version.EndsWith("beta1", StringComparison.Ordinal) => InteractiveMode.IfAvailable,
        _ => null,
    };
}
