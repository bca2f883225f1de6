using System.Security.Cryptography;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Inventory;

/// <summary>The key of the hashes of Secrets: made once, kept in a Secret beside the inventory.</summary>
public sealed class FingerprintKey(ICluster cluster, Identity identity, string systemNamespace)
{
    private const string Field = "key";

    private string Name => $"{identity.Manager}-fingerprints";

    /// <summary>The hasher with the key; without it where there is none yet or it may not be read.</summary>
    public async Task<ObjectHasher> ReadAsync(CancellationToken cancellation)
    {
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, Name), cancellation);
        return answer.TryGet(out var body, out _) ? Of(body) : ObjectHasher.WithoutKey;
    }

    /// <summary>The hasher with the key, which is made where there is none. Two who make it at once end with the same one.</summary>
    public async Task<Answer<ObjectHasher>> EnsureAsync(CancellationToken cancellation)
    {
        var body = new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new MapBuilder { ["name"] = Name, ["namespace"] = systemNamespace },
            ["immutable"] = true,
            ["data"] = new MapBuilder { [Field] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) },
        }.ToMap();
        var made = await cluster.CreateAsync(KubeResource.Secrets, body, new WriteOptions(identity.Manager), cancellation);
        if (made.Error is not KubeError.AlreadyExists) return made.Select(Of);
        return (await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, Name), cancellation)).Select(Of);
    }

    private static ObjectHasher Of(MapNode body) =>
        body.Map("data").Text(Field) is { } key ? new ObjectHasher([.. Convert.FromBase64String(key.Value)]) : ObjectHasher.WithoutKey;
}
