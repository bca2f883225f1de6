using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// The environment of one container. Literals go to an immutable Secret that is named by its content, so that pods roll
/// when they change and an older ReplicaSet still finds its own; references go to the container. In Kubernetes a later
/// envFrom wins over an earlier one and env over all of them, which is the language's order.
/// </summary>
public sealed record Configuration(Manifest? Secret, ImmutableArray<Node> Env, ImmutableArray<Node> EnvFrom)
{
    public static Configuration Of(RenderContext context, PodRole role)
    {
        var literals = new MapBuilder();
        var references = ImmutableArray.CreateBuilder<Node>();
        var primary = role.IsJob ? null : Ports.Primary(context.App, role.Process);
        if (primary is { } port)
            references.Add(new MapBuilder { ["name"] = "PORT", ["value"] = ScalarNode.Of(port.ContainerPort.ToString(), port.ContainerPort.Origin) }!);
        foreach (var entry in role.Env.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (entry.Value is MapNode reference && (entry.Key != "PORT" || primary is null)) references.Add(Reference(entry.Key, new EnvReferenceSpec(reference)));
            else if (entry.Value is ScalarNode { IsNull: false } literal && (entry.Key != "PORT" || primary is null))
                literals.Add(entry.Key, ScalarNode.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(literal.Written)), literal.Origin));
        }
        var envFrom = role.Process.EnvFrom.Select(Source).OfType<Node>().ToImmutableArray();
        if (literals.IsEmpty) return new Configuration(null, references.ToImmutable(), envFrom);
        var secret = Render(context, literals.ToMap());
        return new Configuration(secret, references.ToImmutable(), envFrom.Add(new MapBuilder { ["secretRef"] = new MapBuilder { ["name"] = secret.Key.Name } }!));
    }

    private static Manifest Render(RenderContext context, MapNode data)
    {
        var body = new MapBuilder(context.App.Document.Place)
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = context.Metadata("secret", $"{context.App.Name}-config-{Naming.Hash(data)}"),
            ["type"] = "Opaque",
            ["immutable"] = true,
            ["data"] = data,
        };
        return context.ToManifest(body.ToMap(), data.Entries[0].Value.Origin is { IsKnown: true } place ? place : null);
    }

    private static MapNode Reference(string name, EnvReferenceSpec reference) => new MapBuilder
    {
        ["name"] = name,
        ["valueFrom"] = new MapBuilder
        {
            ["secretKeyRef"] = KeyOf(name, reference.Secret, reference),
            ["configMapKeyRef"] = KeyOf(name, reference.ConfigMap, reference),
            ["fieldRef"] = reference.Field is null ? null : new MapBuilder { ["fieldPath"] = reference.Field },
            ["resourceFieldRef"] = reference.Resource is null ? null : new MapBuilder { ["resource"] = reference.Resource },
        },
    }.ToMap();

    private static MapBuilder? KeyOf(string variable, Sourced<string>? source, EnvReferenceSpec reference) => source is null ? null : new MapBuilder
    {
        ["name"] = source,
        ["key"] = reference.Key ?? (Node)variable,
        ["optional"] = reference.Optional,
    };

    /// <summary>A whole Secret or ConfigMap. A folder of etcd is read before planning and comes in as literals.</summary>
    private static MapNode? Source(EnvFromSpec source) => (source.Secret ?? source.ConfigMap) is not { } name ? null : new MapBuilder
    {
        ["prefix"] = source.Prefix,
        [source.Secret is null ? "configMapRef" : "secretRef"] = new MapBuilder { ["name"] = name, ["optional"] = source.Optional },
    }.ToMap();
}
