using System.Collections.Immutable;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Shared;

namespace Reconciler.Engine.Observing;

/// <summary>
/// Reads the secret values that rendering can't know from Secrets of the system namespace. An object whose values can't be
/// had is left out of what is wanted only together with a problem that says so; it is never applied half filled.
/// </summary>
internal static class PendingValues
{
    public static async Task<(ManifestSet Manifests, ImmutableArray<Diagnostic> Problems)> FillAsync(ICluster cluster, ManifestSet manifests, string systemNamespace, CancellationToken cancellation)
    {
        if (manifests.Manifests.All(manifest => manifest.Pending.IsEmpty)) return (manifests, []);
        var names = manifests.Manifests.SelectMany(manifest => manifest.Pending).Select(pending => pending.Source.Secret?.Value).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var read = await Bounded.SelectAsync(names, (name, stop) => cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, name), stop), cancellation);
        var secrets = names.Zip(read).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var filled = manifests.Manifests.Select(manifest => manifest.Pending.IsEmpty ? manifest : Fill(manifest, secrets, systemNamespace, problems)).ToImmutableArray();
        return (manifests with { Manifests = filled }, problems.ToImmutable());
    }

    private static Manifest Fill(Manifest manifest, Dictionary<string, Answer<MapNode>> secrets, string systemNamespace, ImmutableArray<Diagnostic>.Builder problems)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pending in manifest.Pending)
        {
            if (pending.Source is not { Secret: { } secret, Key: { } key }) continue;
            var answer = secrets[secret.Value];
            if (answer.TryGet(out var body, out var why) && body.Map("data").Text(key.Value) is { } value) values[pending.Path] = Encoding.UTF8.GetString(Convert.FromBase64String(value.Value));
            else problems.Add(AnswerCodes.SecretMissing.At(secret.Origin, why is null ? $"the Secret {systemNamespace}/{secret.Value} has no key {key.Value}" : $"the Secret {systemNamespace}/{secret.Value} can't be read: {why.Message}"));
        }
        return Registries.Fill(manifest, values);
    }
}
