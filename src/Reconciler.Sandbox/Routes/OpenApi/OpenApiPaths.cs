using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>The paths of a group version, as far as clients look at them: which verbs there are, of which kind, with which options.</summary>
internal static class OpenApiPaths
{
    private static readonly ImmutableArray<string> WriteOptions = ["dryRun", "fieldManager", "fieldValidation"];

    public static MapNode Of(IEnumerable<ServedResource> resources)
    {
        var paths = new SortedDictionary<string, MapNode>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            var root = resource.Kind.Group.Length == 0 ? $"/api/{resource.Kind.Version}" : $"/apis/{resource.Kind.ApiVersion}";
            var home = resource.IsNamespaced ? $"{root}/namespaces/{{namespace}}/{resource.Kind.Resource}" : $"{root}/{resource.Kind.Resource}";
            if (resource.IsNamespaced && resource.Allows("list")) paths[$"{root}/{resource.Kind.Resource}"] = Path(resource, ("get", "list"));
            paths[home] = Path(resource, ("get", "list"), ("post", "create"), ("delete", "deletecollection"));
            paths[$"{home}/{{name}}"] = Path(resource, ("get", "get"), ("put", "update"), ("patch", "patch"), ("delete", "delete"));
        }
        return new MapNode([.. paths.Select(pair => new MapEntry(pair.Key, pair.Value))]);
    }

    private static MapNode Path(ServedResource resource, params (string Method, string Verb)[] operations)
    {
        var path = new MapBuilder();
        foreach (var (method, verb) in operations)
            if (resource.Allows(verb)) path.Add(method, Operation(resource, method, verb));
        return path.ToMap();
    }

    private static MapNode Operation(ServedResource resource, string method, string verb)
    {
        var options = verb switch
        {
            "create" or "update" => WriteOptions,
            "patch" => WriteOptions.Add("force"),
            "delete" => ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"],
            _ => [],
        };
        var operation = new MapBuilder { ["operationId"] = $"{verb}{resource.Kind.Version}{resource.Kind.Kind}" };
        operation.AddList("parameters", options.Select(option => (Node)new MapBuilder
        {
            ["name"] = option,
            ["in"] = "query",
            ["schema"] = new MapBuilder { ["type"] = option is "force" or "orphanDependents" ? "boolean" : option == "gracePeriodSeconds" ? "integer" : "string" },
        }!));
        operation.Add("responses", new MapBuilder { ["200"] = new MapBuilder { ["description"] = "OK" } });
        operation.Add("x-kubernetes-action", method == "get" && verb == "list" ? "list" : method);
        operation.Add("x-kubernetes-group-version-kind", OpenApiSchemas.KindOf(resource.Kind.ApiVersion, resource.Kind.Kind));
        return operation.ToMap();
    }
}
