using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes;

/// <summary>A field selector: name=value or name!=value, joined by commas, over the fields that a kind can be selected by.</summary>
public sealed record FieldSelector
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> FieldsOf = new Dictionary<string, ImmutableArray<string>>
    {
        ["pods"] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"],
        ["nodes"] = ["spec.unschedulable"],
        ["namespaces"] = ["status.phase"],
        ["secrets"] = ["type"],
        ["services"] = ["spec.clusterIP", "spec.type"],
        ["replicationcontrollers"] = ["status.replicas"],
        ["replicasets.apps"] = ["status.replicas"],
        ["jobs.batch"] = ["status.successful"],
        ["certificatesigningrequests.certificates.k8s.io"] = ["spec.signerName"],
        ["events"] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
            "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion", "regarding.fieldPath", "reportingController",
        ],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private readonly ImmutableArray<(string Field, string Value, bool IsEqual)> _terms;

    private FieldSelector(ImmutableArray<(string Field, string Value, bool IsEqual)> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEverything => _terms.IsEmpty;

    /// <summary>The name that a selector fixes by itself, which access rules look at.</summary>
    public static string NameIn(string text)
    {
        const string Start = "metadata.name=";
        return text.StartsWith(Start, StringComparison.Ordinal) && !text.Contains(',', StringComparison.Ordinal) ? text[Start.Length..].TrimStart('=') : "";
    }

    /// <summary>The name that the selector fixes, which access rules look at too.</summary>
    public string? Name => _terms.FirstOrDefault(term => term is { Field: "metadata.name", IsEqual: true }).Value;

    /// <summary>The selector of a text for a resource, or null with what is wrong with it.</summary>
    public static FieldSelector? Parse(string text, ServedResource resource, out string problem)
    {
        problem = "";
        var terms = ImmutableArray.CreateBuilder<(string, string, bool)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                problem = $"invalid selector: '{text}'; can't understand '{part}'";
                return null;
            }
            var isEqual = part[at - 1] != '!';
            var field = part[..(isEqual ? at : at - 1)].Trim();
            var value = part[(at + 1)..].TrimStart('=').Trim();
            if (!IsKnown(field, resource))
            {
                problem = !resource.Served.IsCustom && !FieldsOf.ContainsKey(resource.StorageName)
                    ? $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                    : $"field label not supported: {field}";
                return null;
            }
            terms.Add((field, value, isEqual));
        }
        return new FieldSelector(terms.ToImmutable());
    }

    public bool Matches(MapNode body)
    {
        foreach (var (field, value, isEqual) in _terms)
            if ((Value(body, field) == value) != isEqual) return false;
        return true;
    }

    private static bool IsKnown(string field, ServedResource resource) =>
        field is "metadata.name" or "metadata.namespace" || FieldsOf.GetValueOrDefault(resource.StorageName, []).Contains(field);

    private static string Value(MapNode body, string field)
    {
        if (field == "source" && body["source"] is MapNode source) return source.Text("component")?.Value ?? "";
        if (field == "status.successful") return body.Map("status").Text("succeeded")?.Value ?? "0";
        if (field == "status.podIPs") return string.Join(',', body.Map("status").Maps("podIPs").Select(address => address.Text("ip")?.Value));
        var found = ((Node)body).Path(field.Split('.')) is ScalarNode { IsNull: false } scalar ? scalar.Value : "";
        if (found.Length > 0) return found;
        return field switch
        {
            "spec.unschedulable" or "spec.hostNetwork" => "false",
            "status.replicas" => "0",
            _ => "",
        };
    }
}
