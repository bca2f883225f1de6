using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>Namespaces and definitions take along all that they hold, whoever counts on it.</summary>
public sealed class FoundationTests
{
    private const string Definitions = "apiextensions.k8s.io/v1";

    private static readonly Approvals All = new([3001, 3003, 3004, 3005], 100, false);

    [Theory, Everywhere]
    public async Task A_namespace_that_the_source_still_has_objects_in_is_not_deleted_whatever_is_approved(Target target)
    {
        await using var bench = await Bench.On(target);
        var place = $"{bench.Name}-used";
        // namespaces that are expected to be there are not made for what lies in them
        bench.Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {bench.Name}}}\nspec: {{systemNamespace: {Bench.SystemNamespace}, namespaces: expect}}\n");
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {place}}}\n");
        bench.Write("inside.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {place}}}\ndata: {{a: '1'}}\n");
        bench.Map("other");
        await bench.Settle();
        bench.Remove("namespace.yaml");
        var plan = await bench.Apply(All);
        Assert.Equal(["RCN3042"], plan.Of(place).Codes());
        Assert.Contains("ConfigMap/" + place + "/inside", plan.Of(place).Problems[0].Message, StringComparison.Ordinal);
        Assert.NotNull(await bench.Live("inside", inNamespace: place));
        bench.Remove("inside.yaml");
        await bench.Settle(All);
        Assert.Null(await bench.Live(place, kind: "Namespace"));
    }

    [Theory, Everywhere]
    public async Task A_namespace_stays_with_what_was_never_to_be_pruned(Target target)
    {
        await using var bench = await Bench.On(target);
        var place = $"{bench.Name}-kept";
        bench.Map("other");
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {place}}}\n");
        bench.Write("inside.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {place}, annotations: {{reconciler.dev/prune: never}}}}\ndata: {{a: '1'}}\n");
        await bench.Settle();
        bench.Remove("namespace.yaml");
        bench.Remove("inside.yaml");
        Assert.Equal(["RCN3042"], (await bench.Apply(All)).Of(place).Codes());
        Assert.NotNull(await bench.Live("inside", inNamespace: place));
    }

    [Theory, Everywhere]
    public async Task A_namespace_stays_with_what_is_left_alone_because_its_ownership_was_taken(Target target)
    {
        await using var bench = await Bench.On(target);
        var place = $"{bench.Name}-kept";
        bench.Map("other");
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {place}}}\n");
        bench.Write("inside.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {place}}}\ndata: {{a: '1'}}\n");
        await bench.Settle();
        var inside = (await bench.Live("inside", inNamespace: place))!;
        await bench.Replaced(inside.With("metadata", inside.Map("metadata")!.With("managedFields", ListNode.Of(MapNode.Empty))));
        bench.Remove("namespace.yaml");
        bench.Remove("inside.yaml");
        Assert.Equal(["RCN3042"], (await bench.Apply(All)).Of(place).Codes());
        Assert.NotNull(await bench.Live("inside", inNamespace: place));
    }

    [Theory, Everywhere]
    public async Task A_definition_stays_as_long_as_the_source_has_objects_of_its_kind(Target target)
    {
        await using var bench = await Bench.On(target);
        var group = $"{bench.Name}.example.com";
        bench.Map("other");
        bench.Write("crd.yaml", Definition(group));
        bench.Write("thing.yaml", Thing(group, bench.Name, "thing"));
        await bench.Settle();
        bench.Remove("crd.yaml");
        Assert.Equal(["RCN3042"], (await bench.Apply(All)).Of($"things.{group}").Codes());
        Assert.NotNull(await bench.Live("thing", $"{group}/v1", "Thing"));
        bench.Remove("thing.yaml");
        await bench.Settle(All);
        Assert.Null(await bench.Live($"things.{group}", Definitions, "CustomResourceDefinition"));
    }

    [Theory, Everywhere]
    public async Task What_others_put_into_it_after_the_plan_holds_a_deletion(Target target)
    {
        await using var bench = await Bench.On(target);
        var (group, place) = ($"{bench.Name}.example.com", $"{bench.Name}-late");
        bench.Map("other");
        bench.Write("crd.yaml", Definition(group));
        bench.Write("namespace.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {place}}}\n");
        await bench.Settle();
        bench.Remove("crd.yaml");
        bench.Remove("namespace.yaml");
        var planned = await bench.Planned(All);
        await bench.Made(Thing(group, bench.Name, "theirs"));
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: theirs, namespace: {place}}}\ndata: {{a: '1'}}");
        Assert.Empty(await bench.Do(planned));
        Assert.Equal(["RCN3019", "RCN3019"], bench.Told.OfType<Runs.RunEvent.Held>().Select(held => held.Why.Code.Id));
        Assert.NotNull(await bench.Live("theirs", $"{group}/v1", "Thing"));
        Assert.NotNull(await bench.Live("theirs", inNamespace: place));
        Assert.All((await bench.Plan()).Changes.Where(change => change.Wanted == ChangeAction.Prune), change => Assert.Contains("RCN3004", change.Codes()));
        await bench.Apply(All);
        Assert.Null(await bench.Live($"things.{group}", Definitions, "CustomResourceDefinition"));
    }

    private static string Thing(string group, string inNamespace, string name) => $"apiVersion: {group}/v1\nkind: Thing\nmetadata: {{name: {name}, namespace: {inNamespace}}}\nspec: {{size: 3}}\n";

    private static string Definition(string group) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.{{group}}}
        spec:
          group: {{group}}
          scope: Namespaced
          names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true} } } } }

        """;
}
