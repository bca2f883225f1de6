using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>
/// One rule of the small language that stands in for admission webhooks: what it is about, and whether it refuses or changes.
/// Kinds, namespaces and names are patterns with *; an empty list means any.
/// </summary>
public sealed record AdmissionRule
{
    /// <summary>The webhook's name in messages.</summary>
    public string Webhook { get; init; } = "sandbox.reconciler.dev";
    public ImmutableArray<string> Kinds { get; init; } = [];
    public ImmutableArray<string> Namespaces { get; init; } = [];
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>CREATE, UPDATE, DELETE; empty means the first two.</summary>
    public ImmutableArray<string> Operations { get; init; } = [];

    /// <summary>A field of the object, as in spec.template.spec.containers.*.image; "" asks nothing of it.</summary>
    public string Field { get; init; } = "";

    /// <summary>What a value of the field has to match for the rule to apply; null asks only that it is there.</summary>
    public Regex? Matches { get; init; }

    /// <summary>The message of a refusal; null for a rule that changes or only warns.</summary>
    public string? Refuse { get; init; }
    public string? Warn { get; init; }

    /// <summary>What the field becomes, {value} standing for what it is; null leaves it.</summary>
    public Node? Set { get; init; }

    public bool IsAbout(AdmissionRequest request)
    {
        var operation = request.Operation.ToString().ToUpperInvariant();
        if (Operations.IsEmpty ? request.Operation == AdmissionOperation.Delete : !Operations.Contains(operation)) return false;
        var kind = request.Kind.Kind.Kind;
        return (Any(Kinds, kind) || Any(Kinds, request.Kind.QualifiedResource)) && Any(Namespaces, request.Namespace) && Any(Names, request.Name) && HasField(request.Object ?? request.OldObject);
    }

    /// <summary>The object as the rule makes it.</summary>
    public MapNode Change(MapNode body) => Set is not { } wanted ? body : (MapNode)WildcardPath.Set(body, Field, present => present is not null && !Fits(present) ? present : Filled(wanted, present));

    private bool HasField(MapNode? body) => Field.Length == 0 || (body is not null && (WildcardPath.Find(body, Field).Any(Fits) || (Set is not null && Matches is null)));

    private bool Fits(Node value) => Matches is null || Matches.IsMatch(value is ScalarNode scalar ? scalar.Value : CanonicalJson.Write(value));

    private static Node Filled(Node wanted, Node? present) => wanted is ScalarNode { Kind: ScalarKind.String } text
        ? text.Value.Replace("{value}", (present as ScalarNode)?.Value ?? "", StringComparison.Ordinal)!
        : wanted;

    private static bool Any(ImmutableArray<string> patterns, string value) => patterns.IsEmpty || patterns.Any(pattern => IsLike(pattern, value));

    private static bool IsLike(string pattern, string value) =>
        Regex.IsMatch(value, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}

/// <summary>A set of rules: of the server's options, or of the ConfigMap sandbox-admission in kube-system.</summary>
public static class AdmissionRules
{
    public const string ConfigMapName = "sandbox-admission";
    public const string ConfigMapNamespace = "kube-system";

    /// <summary>Reads rules from YAML with a list "rules". What can't be read is a problem, and no rule.</summary>
    public static ImmutableArray<AdmissionRule> Parse(string text, ICollection<string> problems)
    {
        var file = YamlReader.Read(ConfigMapName, text);
        foreach (var problem in file.Problems) problems.Add(problem.Message);
        return [.. file.Documents.SelectMany(document => document.Root.Maps("rules")).Select(rule => Rule(rule, problems)).OfType<AdmissionRule>()];
    }

    public static AdmissionAnswer Admit(IEnumerable<AdmissionRule> rules, AdmissionRequest request)
    {
        var answer = AdmissionAnswer.Allowed;
        foreach (var rule in rules)
        {
            var seen = request with { Object = answer.Object ?? request.Object };
            if (seen.Subresource.Length > 0 || !rule.IsAbout(seen)) continue;
            if (rule.Refuse is { } why) return new AdmissionAnswer { Refusal = new ApiStatus(403, null, $"admission webhook \"{rule.Webhook}\" denied the request: {why}"), Warnings = answer.Warnings };
            if (rule.Warn is { } warning) answer = answer with { Warnings = answer.Warnings.Add(warning) };
            if (seen.Object is { } body && rule.Set is not null) answer = answer with { Object = rule.Change(body) };
        }
        return answer;
    }

    private static AdmissionRule? Rule(MapNode rule, ICollection<string> problems)
    {
        Regex? matches = null;
        try
        {
            if (rule.Text("matches")?.Value is { } pattern) matches = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException problem)
        {
            problems.Add($"line {rule.Origin.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}: {problem.Message}");
            return null;
        }
        return new AdmissionRule
        {
            Webhook = rule.Text("webhook")?.Value ?? "sandbox.reconciler.dev",
            Kinds = List(rule, "kinds"),
            Namespaces = List(rule, "namespaces"),
            Names = List(rule, "names"),
            Operations = List(rule, "operations"),
            Field = rule.Text("field")?.Value ?? "",
            Matches = matches,
            Refuse = rule.Text("refuse")?.Value,
            Warn = rule.Text("warn")?.Value,
            Set = rule["set"],
        };
    }

    private static ImmutableArray<string> List(MapNode rule, string key) => [.. rule.Texts(key).Select(text => text.Value)];
}
