using System.Globalization;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests.Simulation;

/// <summary>One document of a simulated source. The number is what edits change.</summary>
internal sealed record SourceItem(string Kind, string Name, string Namespace, int Number)
{
    public Dictionary<string, string> Annotations { get; init; } = new(StringComparer.Ordinal);

    public string Id => $"{Kind}/{Namespace}/{Name}";
}

/// <summary>A source that somebody edits at random: files of plain manifests and of Apps, with objects that move between them.</summary>
internal sealed class SimulatedSource(string folder, string prefix, string systemNamespace)
{
    public const string Group = "sim.example.com";

    private static readonly string[] Files = ["a.yaml", "b.yaml", "c.yaml", "d.yaml"];
    private static readonly string[] Kinds = ["ConfigMap", "ConfigMap", "ConfigMap", "Secret", "Service", "ServiceAccount", "Role", "App", "App", "Version", "Version", "Widget", "Storage", "Space", "Lodger", "Definition", "Gadget", "Gizmo"];
    private static readonly string[] Custom = ["Gadget", "Gizmo"];
    private static readonly string[] Choices = ["never", "confirm", "orphan"];

    /// <summary>Every document with the file that it stands in.</summary>
    public Dictionary<string, (string File, SourceItem Item)> Items { get; } = new(StringComparer.Ordinal);

    public static string Definition => """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.sim.example.com}
        spec:
          group: sim.example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}}
        """;

    /// <summary>The group of the kinds that come and go in a run.</summary>
    public static string GroupOf(string prefix) => $"{prefix}.{Group}";

    public static string DefinitionOf(string kind, string prefix) => $"{kind.ToLowerInvariant()}s.{GroupOf(prefix)}";

    public static IEnumerable<string> CustomKinds => Custom;

    public IEnumerable<string> Namespaces => [$"{prefix}-one", $"{prefix}-two"];

    /// <summary>One random edit, in words.</summary>
    public string Edit(Random random)
    {
        if (Items.Count < 3 || random.Next(3) == 0) return Add(random);
        var ids = Items.Keys.Order(StringComparer.Ordinal).ToList();
        var id = ids[random.Next(ids.Count)];
        var (file, item) = Items[id];
        switch (random.Next(9))
        {
            case 0 or 1:
                Items.Remove(id);
                return $"remove {id}";
            case 2:
                foreach (var gone in ids.Where(other => Items[other].File == file)) Items.Remove(gone);
                return $"remove {file}";
            case 3:
                var other = Files[random.Next(Files.Length)];
                Items[id] = (other, item);
                return $"move {id} to {other}";
            case 4 when item.Kind is "Definition" or "Space":
                foreach (var held in ids.Where(held => held == id || Holder(Items[held].Item)?.Id == id)) Items.Remove(held);
                return $"remove {id} and what it holds";
            case 4 or 5 when item.Kind is not ("App" or "Storage" or "Space"):
                var choice = Choices[random.Next(Choices.Length)];
                if (!item.Annotations.Remove("reconciler.dev/prune")) item.Annotations["reconciler.dev/prune"] = choice;
                return $"prune {choice} on or off {id}";
            default:
                Items[id] = (file, item with { Number = item.Number + 1 });
                return $"change {id}";
        }
    }

    /// <summary>Puts back what is missing around an object of the cluster or of the source; in words, or null where it is there.</summary>
    public string? PutBack(ObjectKey foundation)
    {
        var item = foundation switch
        {
            { Kind: "CustomResourceDefinition" } => Custom.Where(kind => DefinitionOf(kind, prefix) == foundation.Name).Select(DefinitionItem).FirstOrDefault(),
            { Kind: "Namespace", Name: var name } when name.LastIndexOf('-') is > 0 and var dash && !Namespaces.Contains(name) => new SourceItem("Space", name[(dash + 1)..], name[..dash], 1),
            _ => null,
        };
        if (item is null || Items.ContainsKey(item.Id)) return null;
        Items[item.Id] = (Files[0], item);
        return $"put back {item.Id}";
    }

    /// <summary>Puts back whatever objects of the source need around them.</summary>
    public IEnumerable<string> Mend()
    {
        foreach (var holder in Items.Values.Select(entry => Holder(entry.Item)).OfType<SourceItem>().ToList())
        {
            if (Items.TryAdd(holder.Id, (Files[0], holder))) yield return $"mend {holder.Id}";
        }
    }

    /// <summary>The name of the object of the cluster that an item stands for.</summary>
    public ObjectKey? KeyOf(SourceItem item) => item.Kind switch
    {
        "ConfigMap" or "Lodger" => new ObjectKey("", "ConfigMap", PlaceOf(item), item.Name),
        "Gadget" or "Gizmo" => new ObjectKey(GroupOf(prefix), item.Kind, item.Namespace, item.Name),
        _ => null,
    };

    /// <summary>The item that a key of the cluster comes from.</summary>
    public SourceItem? ItemOf(ObjectKey key) => Items.Values.Select(entry => entry.Item).FirstOrDefault(item => key == (item.Kind switch
    {
        "Definition" => new ObjectKey("apiextensions.k8s.io", "CustomResourceDefinition", "", DefinitionOf(item.Name, prefix)),
        "Lodger" or "Gadget" or "Gizmo" => KeyOf(item)!.Value,
        "Space" => new ObjectKey("", "ConfigMap", $"{item.Namespace}-{item.Name}", "inside"),
        "Role" => new ObjectKey("rbac.authorization.k8s.io", item.Kind, item.Namespace, item.Name),
        "Widget" => new ObjectKey(Group, item.Kind, item.Namespace, item.Name),
        _ => new ObjectKey("", item.Kind, item.Namespace, item.Name),
    }));

    private static SourceItem DefinitionItem(string kind) => new("Definition", kind, "", 1);

    private static SourceItem? Holder(SourceItem item) => item.Kind switch
    {
        "Gadget" or "Gizmo" => DefinitionItem(item.Kind),
        "Lodger" => new SourceItem("Space", item.Name[..item.Name.IndexOf('-', StringComparison.Ordinal)], item.Namespace, 1),
        _ => null,
    };

    private static string PlaceOf(SourceItem item) => Holder(item) is { Kind: "Space" } space ? $"{space.Namespace}-{space.Name}" : item.Namespace;

    public void Write()
    {
        foreach (var file in Directory.EnumerateFiles(folder)) File.Delete(file);
        File.WriteAllText(Path.Combine(folder, "environment.yaml"), $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {prefix}}}\nspec: {{systemNamespace: {systemNamespace}}}\n");
        foreach (var file in Items.Values.GroupBy(entry => entry.File, StringComparer.Ordinal))
            File.WriteAllText(Path.Combine(folder, file.Key), string.Join("\n---\n", file.Select(entry => Text(entry.Item))) + "\n");
    }

    private string Add(Random random)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var place = $"{prefix}-{(random.Next(2) == 0 ? "one" : "two")}";
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind[..1].ToLowerInvariant()}{random.Next(4)}");
        var item = kind switch
        {
            "Definition" => DefinitionItem(Custom[random.Next(Custom.Length)]),
            "Lodger" => new SourceItem(kind, string.Create(CultureInfo.InvariantCulture, $"s{random.Next(4)}-{name}"), place, random.Next(100)),
            _ => new SourceItem(kind, name, place, random.Next(100)),
        };
        if (Items.ContainsKey(item.Id)) return $"keep {item.Id}";
        Items[item.Id] = (Files[random.Next(Files.Length)], item);
        // mostly what it needs is brought along
        var needed = random.Next(5) > 0 && Holder(item) is { } holder && Items.TryAdd(holder.Id, (Files[random.Next(Files.Length)], holder)) ? $" with {holder.Id}" : "";
        return $"add {item.Id}{needed}";
    }

    private string Text(SourceItem item)
    {
        if (item.Kind == "Definition") return DefinitionText(item);
        var metadata = new StringBuilder($"metadata: {{name: {item.Name}, namespace: {PlaceOf(item)}");
        metadata.Append(Annotated(item)).Append('}');
        var number = item.Number.ToString(CultureInfo.InvariantCulture);
        var (apiVersion, body) = item.Kind switch
        {
            "ConfigMap" or "Lodger" => ("v1", $"data: {{a: '{number}'{(item.Number % 2 == 0 ? ", b: even" : "")}}}"),
            "Secret" => ("v1", $"stringData: {{a: secret-{number}}}"),
            "Service" => ("v1", $"spec: {{ports: [{{port: {1000 + item.Number}}}], selector: {{a: b}}}}"),
            "ServiceAccount" => ("v1", $"automountServiceAccountToken: {(item.Number % 2 == 0 ? "true" : "false")}"),
            "Role" => ("rbac.authorization.k8s.io/v1", $"rules: [{{apiGroups: [''], resources: [r{number}], verbs: [get]}}]"),
            "Widget" => ($"{Group}/v1", $"spec: {{size: {number}, free: [a, b{number}]}}"),
            "Gadget" or "Gizmo" => ($"{GroupOf(prefix)}/v1", $"spec: {{size: {number}}}"),
            _ => ("reconciler.dev/v1", $"spec:\n  namespace: {item.Namespace}\n  image: nginx:{number}\n  env: {{A: '{number}'}}\n  processes: {{web: {{port: 8080, replicas: {(item.Number % 2) + 1}}}}}{(item.Number % 3 == 0 ? "\n  cron: [{name: c, schedule: '0 3 * * *', command: bin/c}]" : "")}"),
        };
        return item.Kind switch
        {
            "Version" => $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {item.Name}}}\nspec:\n  namespace: {item.Namespace}\n  image: nginx:{(item.Number % 4).ToString(CultureInfo.InvariantCulture)}\n  processes: {{web: {{replicas: {(item.Number % 2) + 1}, healthChecks: {{readiness: {{httpGet: {{path: /}}}}}}}}{(item.Number % 3 == 0 ? ", worker: {command: [work]}" : "")}}}\n  deploy: {{strategy: blueGreen, drain: 1s, keepPrevious: {(item.Number % 5 == 0 ? 1 : 0)}}}",
            "App" => $"apiVersion: {apiVersion}\nkind: App\nmetadata: {{name: {item.Name}}}\n{body}",
            "Storage" => $"apiVersion: {apiVersion}\nkind: Storage\nmetadata: {{name: {item.Name}}}\nspec: {{size: 1Gi, namespace: {item.Namespace}}}",
            "Space" => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {item.Namespace}-{item.Name}}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {item.Namespace}-{item.Name}{Annotated(item)}}}\ndata: {{a: '{number}'}}",
            "Lodger" => $"apiVersion: v1\nkind: ConfigMap\n{metadata}\n{body}",
            _ => $"apiVersion: {apiVersion}\nkind: {item.Kind}\n{metadata}\n{body}",
        };
    }

    private static string Annotated(SourceItem item) => item.Annotations.Count == 0 ? "" : $", annotations: {{{Pairs(item)}}}";

    private static string Pairs(SourceItem item) => string.Join(", ", item.Annotations.Select(pair => $"{pair.Key}: \"{pair.Value}\""));

    private string DefinitionText(SourceItem item) => DefinitionText(item.Name, prefix, item.Number, Pairs(item));

    public static string DefinitionText(string kind, string prefix, int number, string annotations) => $$$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: {{{DefinitionOf(kind, prefix)}}}, annotations: { {{{annotations}}} }}
        spec:
          group: {{{GroupOf(prefix)}}}
          scope: Namespaced
          names: {kind: {{{kind}}}, plural: {{{kind.ToLowerInvariant()}}}s, singular: {{{kind.ToLowerInvariant()}}}, listKind: {{{kind}}}List}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, description: 'n{{{number}}}', properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true} } } } }
        """;
}
