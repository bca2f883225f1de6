using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Scaling;

/// <summary>
/// What triggers log in with: a TriggerAuthentication for one App, or a ClusterTriggerAuthentication for all. References
/// are named as they are; literals go to a Secret of ours beside it.
/// </summary>
public static class AutoscalingAuths
{
    /// <summary>Where KEDA reads the Secrets of a ClusterTriggerAuthentication.</summary>
    private const string KedaNamespace = "keda";

    public static IEnumerable<Manifest> Render(SpecSet specs, ICollection<Diagnostic> problems)
    {
        foreach (var auth in specs.AutoscalingAuths)
        {
            var parameters = auth.Parameters?.WithoutNulls() ?? MapNode.Empty;
            if (parameters.Entries.Length == 0)
            {
                problems.Add(ResourceCodes.EmptyAuth.At(auth.Document.Place, $"{auth.Name} has no parameters", "write what the trigger logs in with under parameters", "spec.parameters"));
                continue;
            }
            var secret = Secret(specs, auth, parameters);
            if (secret is not null) yield return secret;
            yield return Authentication(specs, auth, parameters);
        }
    }

    /// <summary>The reference to the AutoscalingAuth for a trigger's type: the App's own, else the cluster-wide one of this source.</summary>
    internal static MapNode? ReferenceFor(RenderContext context, string type)
    {
        var fitting = context.Specs.AutoscalingAuths.Where(auth => auth.Trigger.Value == type).ToArray();
        if (fitting.FirstOrDefault(auth => auth.App?.Value == context.App.Name && auth.Namespace?.Value == context.Namespace) is { } own)
            return new MapBuilder { ["name"] = NameOf(own) }.ToMap();
        return fitting.FirstOrDefault(auth => auth.App is null) is { } shared
            ? new MapBuilder { ["name"] = NameOf(shared), ["kind"] = "ClusterTriggerAuthentication" }.ToMap()
            : null;
    }

    private static ScalarNode NameOf(AutoscalingAuthSpec auth) =>
        ScalarNode.Of(auth.App is null ? auth.Trigger.Value : $"{auth.App.Value}-{auth.Trigger.Value}", auth.Document.Place);

    private static Node SecretNamespace(AutoscalingAuthSpec auth) => auth.App is null ? KedaNamespace : auth.Namespace!.ToNode();

    private static Manifest Authentication(SpecSet specs, AutoscalingAuthSpec auth, MapNode parameters) => ToManifest(auth, new MapBuilder(auth.Document.Place)
    {
        ["apiVersion"] = "keda.sh/v1alpha1",
        ["kind"] = auth.App is null ? "ClusterTriggerAuthentication" : "TriggerAuthentication",
        ["metadata"] = SpecObjects.Metadata(specs.Environment, auth.Document, "triggerauthentication", NameOf(auth), auth.App is null ? null : SecretNamespace(auth)),
        ["spec"] = new MapBuilder { ["secretTargetRef"] = ListNode.Of(parameters.Entries.Select(entry => Parameter(auth, entry))) },
    });

    private static Node Parameter(AutoscalingAuthSpec auth, MapEntry entry)
    {
        var reference = entry.Value is MapNode map ? new SecretSource(map) : null;
        return new MapBuilder(entry.Value.Origin)
        {
            ["parameter"] = ScalarNode.Of(entry.Key, entry.KeyOrigin),
            ["name"] = reference is null ? NameOf(auth) : reference.Secret,
            ["key"] = reference?.Key ?? (Node)ScalarNode.Of(entry.Key, entry.KeyOrigin),
        }!;
    }

    private static Manifest? Secret(SpecSet specs, AutoscalingAuthSpec auth, MapNode parameters)
    {
        var data = new MapBuilder();
        foreach (var entry in parameters.Entries)
            if (entry.Value is ScalarNode literal) data.Add(entry.Key, ScalarNode.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(literal.Written)), literal.Origin));
        return data.IsEmpty ? null : ToManifest(auth, new MapBuilder(auth.Document.Place)
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = SpecObjects.Metadata(specs.Environment, auth.Document, "secret", NameOf(auth), SecretNamespace(auth)),
            ["type"] = "Opaque",
            ["data"] = data,
        });
    }

    private static Manifest ToManifest(AutoscalingAuthSpec auth, MapBuilder body) =>
        new(body.ToMap(), Lane.Of(auth.Document, auth.App is null ? "" : auth.Namespace?.Value ?? ""), auth.Document.Place);
}
