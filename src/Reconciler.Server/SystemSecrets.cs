using System.Collections.Concurrent;
using System.Text;
using Reconciler.Engine.Control;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Server;

/// <summary>A value that a Secret of the system namespace has, or why there is none.</summary>
internal abstract record SecretValue
{
    private SecretValue() { }

    public sealed record Known(string Text) : SecretValue
    {
        // whatever prints a record prints no secret
        public override string ToString() => "***";
    }

    /// <summary>There is no such Secret, or it has no such key, or nothing in it.</summary>
    public sealed record Missing(string Why) : SecretValue;

    /// <summary>The cluster could not be asked.</summary>
    public sealed record Unknown(string Why) : SecretValue;
}

/// <summary>
/// Values of Secrets in the system namespaces of environments. What was read counts for some seconds, so that whoever asks us often
/// doesn't make us ask the cluster as often.
/// </summary>
internal sealed class SystemSecrets(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Loop, string Secret, string Key), (SecretValue Value, long At)> _known = new();

    public async Task<SecretValue> ReadAsync(EnvironmentLoop loop, SecretSource? from, CancellationToken cancellation)
    {
        if (from is not { Secret.Value: { Length: > 0 } secret, Key.Value: { Length: > 0 } key }) return new SecretValue.Missing("no Secret is named");
        var id = (loop.State.Id, secret, key);
        if (_known.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Memory) return known.Value;
        var value = await AskAsync(loop, secret, key, cancellation);
        if (value is not SecretValue.Unknown) _known[id] = (value, time.GetTimestamp());
        return value;
    }

    private static async Task<SecretValue> AskAsync(EnvironmentLoop loop, string secret, string key, CancellationToken cancellation)
    {
        if (loop.Cluster is not { } cluster || loop.SystemNamespace is not { Length: > 0 } space) return new SecretValue.Unknown("the cluster is not known yet");
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, space, secret), cancellation);
        if (!answer.TryGet(out var body, out var why)) return why is KubeError.NotFound or KubeError.NamespaceMissing ? new SecretValue.Missing($"there is no Secret {space}/{secret}") : new SecretValue.Unknown($"the Secret {space}/{secret} can't be read: {why}");
        if (body.Map("data").Text(key)?.Value is not { } encoded) return new SecretValue.Missing($"the Secret {space}/{secret} has no key {key}");
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return new SecretValue.Missing($"{key} of the Secret {space}/{secret} is no base64");
        // editors end files with a line break, which is no part of a secret
        var text = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        return text.Length == 0 ? new SecretValue.Missing($"{key} of the Secret {space}/{secret} is empty") : new SecretValue.Known(text);
    }
}
