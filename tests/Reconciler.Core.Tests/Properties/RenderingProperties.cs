using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Properties;

/// <summary>What holds for everything that is rendered, tried on every golden scenario and every example.</summary>
public sealed partial class RenderingProperties
{
    private static readonly ImmutableHashSet<string> Selecting = ["app.kubernetes.io/name", "app.kubernetes.io/component", Ownership.VersionLabel];

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();

    public static TheoryData<string> Names => [.. Sources.Keys];

    private static ImmutableSortedDictionary<string, Scenario> Sources { get; } =
        Scenario.Golden.Select(Scenario.OfGolden).Concat(Scenario.Examples.Select(example => example with { Name = $"examples/{example.Name}" })).ToImmutableSortedDictionary(scenario => scenario.Name, scenario => scenario, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shuffled_files_give_the_same_bytes(string name)
    {
        var scenario = Sources[name];
        var yaml = scenario.Files.Where(file => Scenario.IsYaml(file.Key)).Select(file => YamlReader.Read(file.Key, file.Value)).ToArray();
        var expected = Outcome.Of(scenario.ToTree(yaml));
        var documents = yaml.SelectMany(file => file.Documents).ToArray();
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            random.Shuffle(documents);
            // Every document in a file of its own; the places still say where it was written.
            var files = documents.Select((document, i) => new YamlFile($"{random.Next():x8}-{i}.yaml", [document], i == 0 ? [.. yaml.SelectMany(file => file.Problems)] : []));
            Assert.Equal(expected.Manifests, Outcome.Of(scenario.ToTree(files)).Manifests);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_and_label_is_legal(string name) => Assert.Empty(Rendered(name).SelectMany(Illegal));

    [Theory]
    [MemberData(nameof(Names))]
    public void No_label_of_a_user_is_in_a_selector(string name)
    {
        foreach (var body in Rendered(name).Where(IsOurs))
        {
            var kind = body.Text("kind")?.Value;
            var selector = kind == "Service" ? body.Map("spec").Map("selector") : body.Map("spec").Map("selector").Map("matchLabels");
            Assert.All(selector?.Keys ?? [], key => Assert.Contains(key, Selecting));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_selector_finds_the_pods_that_are_meant(string name)
    {
        foreach (var body in Rendered(name).Where(body => body.Text("kind")?.Value == "Deployment" && IsOurs(body)))
        {
            var labels = body.Path("spec", "template", "metadata", "labels") as MapNode;
            var selector = body.Path("spec", "selector", "matchLabels") as MapNode;
            Assert.All(selector!.Entries, entry => Assert.True(Node.DeepEquals(entry.Value, labels?[entry.Key])));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Masked_output_has_no_secret_value(string name)
    {
        var bodies = Rendered(name);
        var masked = string.Concat(bodies.Select(body => YamlWriter.Write(SecretMask.Apply(body))));
        var secrets = bodies.Where(body => body.Text("kind")?.Value == "Secret").ToArray();
        var encoded = secrets.SelectMany(secret => secret.Map("data")?.Entries ?? []).Select(entry => ((ScalarNode)entry.Value).Value).Where(value => value.Length >= 8);
        Assert.All(encoded, value => Assert.DoesNotContain(value, masked, StringComparison.Ordinal));
        var plain = secrets.SelectMany(secret => secret.Map("stringData")?.Entries ?? []).Select(entry => ((ScalarNode)entry.Value).Value).Where(value => value.Length >= 8);
        Assert.All(plain, value => Assert.DoesNotContain(value, masked, StringComparison.Ordinal));
    }

    [Fact]
    public void Masked_output_has_no_password_of_a_spec()
    {
        var bodies = Rendered("config-secret");
        string[] secrets = ["swordfish-in-the-app", "token-of-the-process"];
        var open = string.Concat(bodies.Select(YamlWriter.Write));
        var masked = string.Concat(bodies.Select(body => YamlWriter.Write(SecretMask.Apply(body))));
        foreach (var secret in secrets)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
            Assert.Contains(encoded, open, StringComparison.Ordinal);
            Assert.DoesNotContain(encoded, masked, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, masked, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_of_any_length_are_legal_or_refused()
    {
        var (legal, refused) = (0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            string app = Word(random, 40), process = Word(random, 63), cron = Word(random, 63), @namespace = Word(random, 63);
            var text = $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: \"{app}\"}}\nspec:\n  namespace: \"{@namespace}\"\n  image: a\n  env: {{A: b}}\n  processes: {{\"{process}\": {{expose: true, {(seed % 3 == 0 ? "autoscaling: {max: 3, triggers: [{type: http}]}, " : "")}disruption: {{minAvailable: 1}}}}}}\n"
                + $"  domains: [a.example.com]\n  ingress: {{class: traefik, compression: true}}\n  tls: {{letsEncrypt: {{email: a@example.com}}}}\n  cron: [{{name: \"{cron}\", schedule: \"0 3 * * *\", command: x}}]\n  deploy: {{{(seed % 2 == 0 ? "" : "strategy: blueGreen, preview: true, healthGate: {}, ")}tasks: {{before: [{{name: m, command: x}}], after: [{{name: n, command: y}}]}}}}\n";
            var tree = new SourceTree { Files = ImmutableSortedDictionary.Create<string, YamlFile>(StringComparer.Ordinal).Add("a.yaml", YamlReader.Read("a.yaml", text)) };
            var specs = SpecParser.Parse(tree);
            var rendered = Renderer.Render(specs);
            if (specs.Problems.Concat(rendered.Problems).Any(problem => problem.Severity == Severity.Error))
            {
                refused++;
                continue;
            }
            legal++;
            Assert.Empty(rendered.Manifests.SelectMany(manifest => Illegal(manifest.Body)));
        }
        Assert.True(legal > 30 && refused > 30, $"{legal} legal, {refused} refused");
    }

    private static ImmutableArray<MapNode> Rendered(string name) => [.. Renderer.Render(SpecParser.Parse(Sources[name].ToTree())).Manifests.Select(manifest => manifest.Body)];

    /// <summary>Rendered from a spec, not carried through.</summary>
    private static bool IsOurs(MapNode body) => body.Map("metadata").Map("labels").Text("app.kubernetes.io/managed-by")?.Value == Ownership.ManagedBy;

    private static IEnumerable<string> Illegal(MapNode body)
    {
        var key = ObjectKey.Of(body);
        // Services, and what becomes part of a label or a pod's name, are shorter.
        var longest = key.Kind switch { "Service" => 63, "CronJob" => 52, "Job" => 63, "Namespace" => 63, _ => 253 };
        if (IsOurs(body) && (key.Name.Length > longest || !Subdomain().IsMatch(key.Name))) yield return $"{key}: the name";
        foreach (var (label, value, _) in body.Map("metadata").Map("labels")?.Entries ?? [])
            if (value is not ScalarNode { Value.Length: <= 63 } scalar || !LabelValue().IsMatch(scalar.Value)) yield return $"{key}: the label {label}: {value}";
        foreach (var (label, value, _) in (body.Path("spec", "template", "metadata", "labels") as MapNode)?.Entries ?? [])
            if (value is not ScalarNode { Value.Length: <= 63 } scalar || !LabelValue().IsMatch(scalar.Value)) yield return $"{key}: the pod's label {label}: {value}";
        foreach (var container in (body.Path("spec", "template", "spec") as MapNode).Maps("containers"))
            if (container.Text("name")?.Value is { Length: > 63 } name) yield return $"{key}: the container's name {name}";
    }

    private static string Word(Random random, int longest)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
        var word = new StringBuilder();
        for (var i = random.Next(1, longest + 1); i > 0; i--) word.Append(word.Length > 0 && i > 1 && random.Next(8) == 0 ? '-' : Letters[random.Next(Letters.Length)]);
        return word.ToString();
    }
}
