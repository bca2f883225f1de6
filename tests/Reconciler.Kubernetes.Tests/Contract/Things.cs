using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>A custom kind with a group of its own for each test.</summary>
internal static class Things
{
    public static string Group() => $"{ContractSpace.Name("g")}.example.com";

    public static async Task<MapNode> Served(ContractSpace space, string group, bool withAlpha = false)
    {
        var definition = await space.Made(Definition(group, withAlpha));
        await space.Until(definition, body => body.Map("status").Maps("conditions").Any(condition => condition.Value("type") == "Established" && condition.Value("status") == "True"), "established");
        await Eventually(async () => (await space.Raw(HttpMethod.Get, $"/apis/{group}/v1/things")).Status == 200, "the kind is served");
        await Eventually(async () => (await space.Client.Kinds.Refresh(default)).Find($"{group}/v1", "Thing") is KindLookup.Served, "discovery has the kind");
        return definition;
    }

    public static async Task Eventually(Func<Task<bool>> holds, string what)
    {
        for (var attempt = 0; attempt < 150; attempt++)
        {
            if (await holds()) return;
            await Task.Delay(200);
        }
        Assert.Fail($"it does not hold that {what}");
    }

    public static string Thing(string group, string name, string spec, string version = "v1") =>
        $"apiVersion: {group}/{version}\nkind: Thing\nmetadata: {{name: {name}}}\nspec: {spec}\n";

    public static string Definition(string group, bool withAlpha = false)
    {
        var text = new StringBuilder($"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: things.{group}
            spec:
              group: {group}
              scope: Namespaced
              names:
                kind: Thing
                plural: things
                singular: thing
                listKind: ThingList
              versions:

            """);
        text.Append(Version("v1", isStored: true));
        if (withAlpha) text.Append(Version("v1alpha1", isStored: false));
        return text.ToString();
    }

    private static string Version(string name, bool isStored) => $$"""
            - name: {{name}}
              served: true
              storage: {{(isStored ? "true" : "false")}}
              subresources:
                status: {}
                scale:
                  specReplicasPath: .spec.size
                  statusReplicasPath: .status.ready
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec:
                      type: object
                      properties:
                        size:
                          type: integer
                          maximum: 10
                        level:
                          type: string
                          enum: [low, medium, high]
                          default: medium
                    status:
                      type: object
                      properties:
                        ready:
                          type: integer

        """;
}
