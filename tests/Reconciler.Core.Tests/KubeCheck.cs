using Reconciler.Objects;

namespace Reconciler.Core.Tests;

/// <summary>
/// Whether Kubernetes would know every field of a rendered object: built-in kinds by the project's own table, custom resources by
/// their published definitions where those are at hand, HTTPRoute by the part of its schema that is rendered.
/// </summary>
internal static class KubeCheck
{
    private static readonly Lazy<Dictionary<(string ApiVersion, string Kind), MapNode>> Definitions = new(ReadDefinitions);

    /// <summary>Fails with the path and the place of everything that is wrong.</summary>
    public static void AssertKnownFields(MapNode body)
    {
        var problems = Problems(body);
        Assert.True(problems.Count == 0, $"{ObjectKey.Of(body)} is not as Kubernetes knows it:\n{string.Join("\n", problems)}\n\n{YamlWriter.Write(body)}");
    }

    /// <summary>What is wrong, one line for each.</summary>
    public static IReadOnlyList<string> Problems(MapNode body)
    {
        var (apiVersion, kind) = (body.Text("apiVersion")?.Value ?? "", body.Text("kind")?.Value ?? "");
        if (KubeTypes.Find(apiVersion, kind) is { } known) return [.. KubeFieldCheck.Check(body, known).Select(problem => problem.ToString())];
        if (KubeTypes.IsBuiltInGroup(ObjectKey.GroupOf(apiVersion))) return [$"{body.Origin}: Kubernetes has no {apiVersion} {kind}"];
        var problems = new List<string>();
        if (body.Map("metadata") is { } metadata) problems.AddRange(KubeFieldCheck.Check(metadata, KubeTypes.ObjectMeta, FieldPath.Root.Key("metadata")).Select(problem => problem.ToString()));
        if (Definitions.Value.TryGetValue((apiVersion, kind), out var schema)) problems.AddRange(StructuralSchema.Problems(body.Has("metadata") ? body.With("metadata", MapNode.Empty) : body, schema));
        else if (SharedFolder.Find("crds") is not null) problems.Add($"{body.Origin}: no definition of {apiVersion} {kind} is known");
        return problems;
    }

    private static Dictionary<(string ApiVersion, string Kind), MapNode> ReadDefinitions()
    {
        var definitions = new Dictionary<(string, string), MapNode> { [("gateway.networking.k8s.io/v1", "HTTPRoute")] = Document("HTTPRoute", HttpRoute) };
        if (SharedFolder.Find("crds") is not { } folder) return definitions;
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            var spec = Document(Path.GetFileName(file), File.ReadAllText(file)).Map("spec");
            foreach (var version in spec.Maps("versions"))
            {
                var apiVersion = $"{spec.Text("group")!.Value}/{version.Text("name")!.Value}";
                definitions.Add((apiVersion, spec.Map("names").Text("kind")!.Value), (MapNode)version.Path("schema", "openAPIV3Schema")!);
            }
        }
        return definitions;
    }

    private static MapNode Document(string name, string text) => Assert.Single(YamlReader.Read(name, text).Documents).Root;

    private const string HttpRoute = """
        type: object
        required: [spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            properties:
              parentRefs:
                type: array
                items:
                  type: object
                  required: [name]
                  properties:
                    group: {type: string}
                    kind: {type: string}
                    name: {type: string, minLength: 1}
                    namespace: {type: string, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'}
                    sectionName: {type: string}
                    port: {type: integer}
              hostnames:
                type: array
                items: {type: string, pattern: '^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'}
              rules:
                type: array
                items:
                  type: object
                  properties:
                    name: {type: string}
                    matches:
                      type: array
                      items:
                        type: object
                        properties:
                          path:
                            type: object
                            properties:
                              type: {type: string, enum: [Exact, PathPrefix, RegularExpression]}
                              value: {type: string}
                    filters:
                      type: array
                      items:
                        type: object
                        required: [type]
                        properties:
                          type: {type: string, enum: [RequestRedirect, ResponseHeaderModifier]}
                          requestRedirect:
                            type: object
                            properties:
                              scheme: {type: string, enum: [http, https]}
                              hostname: {type: string}
                              port: {type: integer}
                              statusCode: {type: integer, enum: [301, 302, 303, 307, 308]}
                          responseHeaderModifier:
                            type: object
                            properties:
                              set: &headers
                                type: array
                                items:
                                  type: object
                                  required: [name, value]
                                  properties:
                                    name: {type: string, pattern: '^[A-Za-z0-9!#$%&''*+\-.^_\x60|~]+$'}
                                    value: {type: string, minLength: 1}
                              add: *headers
                              remove: {type: array, items: {type: string}}
                    backendRefs:
                      type: array
                      items:
                        type: object
                        required: [name]
                        properties:
                          group: {type: string}
                          kind: {type: string}
                          name: {type: string, minLength: 1}
                          namespace: {type: string}
                          port: {type: integer, minimum: 1, maximum: 65535}
                          weight: {type: integer}
                    timeouts:
                      type: object
                      properties:
                        request: {type: string}
                        backendRequest: {type: string}
        """;
}
