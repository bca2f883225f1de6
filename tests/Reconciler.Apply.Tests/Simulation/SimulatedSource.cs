using System.Globalization;
using System.Text;

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
    private static readonly string[] Kinds = ["ConfigMap", "ConfigMap", "ConfigMap", "Secret", "Service", "ServiceAccount", "Role", "App", "App", "Widget", "Storage", "Space"];
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

    public IEnumerable<string> Namespaces => [$"{prefix}-one", $"{prefix}-two"];

    /// <summary>One random edit, in words.</summary>
    public string Edit(Random random)
    {
        if (Items.Count < 3 || random.Next(3) == 0) return Add(random);
        var ids = Items.Keys.Order(StringComparer.Ordinal).ToList();
        var id = ids[random.Next(ids.Count)];
        var (file, item) = Items[id];
        switch (random.Next(8))
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
            case 4 when item.Kind is not ("App" or "Storage" or "Space"):
                var choice = Choices[random.Next(Choices.Length)];
                if (!item.Annotations.Remove("reconciler.dev/prune")) item.Annotations["reconciler.dev/prune"] = choice;
                return $"prune {choice} on or off {id}";
            default:
                Items[id] = (file, item with { Number = item.Number + 1 });
                return $"change {id}";
        }
    }

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
        var item = new SourceItem(kind, string.Create(CultureInfo.InvariantCulture, $"{kind[..1].ToLowerInvariant()}{random.Next(4)}"), place, random.Next(100));
        if (Items.ContainsKey(item.Id)) return $"keep {item.Id}";
        Items[item.Id] = (Files[random.Next(Files.Length)], item);
        return $"add {item.Id}";
    }

    private static string Text(SourceItem item)
    {
        var metadata = new StringBuilder($"metadata: {{name: {item.Name}, namespace: {item.Namespace}");
        if (item.Annotations.Count > 0) metadata.Append(CultureInfo.InvariantCulture, $", annotations: {{{string.Join(", ", item.Annotations.Select(pair => $"{pair.Key}: \"{pair.Value}\""))}}}");
        metadata.Append('}');
        var number = item.Number.ToString(CultureInfo.InvariantCulture);
        var (apiVersion, body) = item.Kind switch
        {
            "ConfigMap" => ("v1", $"data: {{a: '{number}'{(item.Number % 2 == 0 ? ", b: even" : "")}}}"),
            "Secret" => ("v1", $"stringData: {{a: secret-{number}}}"),
            "Service" => ("v1", $"spec: {{ports: [{{port: {1000 + item.Number}}}], selector: {{a: b}}}}"),
            "ServiceAccount" => ("v1", $"automountServiceAccountToken: {(item.Number % 2 == 0 ? "true" : "false")}"),
            "Role" => ("rbac.authorization.k8s.io/v1", $"rules: [{{apiGroups: [''], resources: [r{number}], verbs: [get]}}]"),
            "Widget" => ($"{Group}/v1", $"spec: {{size: {number}, free: [a, b{number}]}}"),
            _ => ("reconciler.dev/v1", $"spec:\n  namespace: {item.Namespace}\n  image: nginx:{number}\n  env: {{A: '{number}'}}\n  processes: {{web: {{port: 8080, replicas: {(item.Number % 2) + 1}}}}}{(item.Number % 3 == 0 ? "\n  cron: [{name: c, schedule: '0 3 * * *', command: bin/c}]" : "")}"),
        };
        return item.Kind switch
        {
            "App" => $"apiVersion: {apiVersion}\nkind: App\nmetadata: {{name: {item.Name}}}\n{body}",
            "Storage" => $"apiVersion: {apiVersion}\nkind: Storage\nmetadata: {{name: {item.Name}}}\nspec: {{size: 1Gi, namespace: {item.Namespace}}}",
            "Space" => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {item.Namespace}-{item.Name}}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {item.Namespace}-{item.Name}}}\ndata: {{a: '{number}'}}",
            _ => $"apiVersion: {apiVersion}\nkind: {item.Kind}\n{metadata}\n{body}",
        };
    }
}
