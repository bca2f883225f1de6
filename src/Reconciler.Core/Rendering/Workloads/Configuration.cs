using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;
using Reconciler.Routers;
using Reconciler.Specs;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// The environment of one container. Literals go to an immutable Secret that is named by its content, so that pods roll
/// when they change and an older ReplicaSet still finds its own; references go to the container. In Kubernetes a later
/// envFrom wins over an earlier one and env over all of them, which is the language's order. Variables from etcd are
/// literals too; those that a later envFrom wins over have a Secret of their own before it.
/// </summary>
public sealed record Configuration(ImmutableArray<Manifest> Secrets, ImmutableArray<Node> Env, ImmutableArray<Node> EnvFrom)
{
    public static Configuration Of(RenderContext context, PodRole role)
    {
        var literals = new SortedDictionary<string, Node>(StringComparer.Ordinal);
        var references = ImmutableArray.CreateBuilder<Node>();
        var primary = role.IsJob ? null : Ports.Primary(context.App, role.Process);
        if (primary is { } port)
            references.Add(new MapBuilder { ["name"] = "PORT", ["value"] = ScalarNode.Of(port.ContainerPort.ToString(), port.ContainerPort.Origin) }!);
        foreach (var entry in role.Env.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (entry.Value is MapNode reference && (entry.Key != "PORT" || primary is null)) references.Add(Reference(entry.Key, new EnvReferenceSpec(reference)));
            else if (entry.Value is ScalarNode { IsNull: false } literal && (entry.Key != "PORT" || primary is null))
                literals.Add(entry.Key, Encoded(literal));
        }
        return WithSources(context, role, literals) with { Env = references.ToImmutable() };
    }

    /// <summary>The sources in their order, and last the literals, over what of etcd no other source comes after.</summary>
    private static Configuration WithSources(RenderContext context, PodRole role, SortedDictionary<string, Node> literals)
    {
        var (secrets, envFrom) = (ImmutableArray.CreateBuilder<Manifest>(), ImmutableArray.CreateBuilder<Node>());
        var pending = new SortedDictionary<string, Node>(StringComparer.Ordinal);
        void Keep()
        {
            if (pending.Count == 0) return;
            var secret = Render(context, new MapNode([.. pending.Select(variable => new MapEntry(variable.Key, variable.Value))]));
            secrets.Add(secret);
            envFrom.Add(new MapBuilder { ["secretRef"] = new MapBuilder { ["name"] = secret.Key.Name } }!);
            pending.Clear();
        }
        foreach (var source in role.Process.EnvFrom)
        {
            foreach (var variable in EtcdVariables.Of(source, context.Specs.Source).Entries) pending[variable.Key] = Encoded((ScalarNode)variable.Value);
            if (Source(source) is not { } reference) continue;
            Keep();
            envFrom.Add(reference);
        }
        foreach (var (name, value) in literals) pending[name] = value;
        Keep();
        return new Configuration(secrets.ToImmutable(), [], envFrom.ToImmutable());
    }

    private static ScalarNode Encoded(ScalarNode literal) => ScalarNode.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(literal.Written)), literal.Origin);

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
