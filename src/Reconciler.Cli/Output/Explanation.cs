using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Cli.Output;

/// <summary>What is known of a field or of a code, for people and as JSON (schemas/output/explanation.schema.json).</summary>
internal static class Explanation
{
    public static void Write(TextWriter output, DiagnosticCode code)
    {
        output.WriteLine($"{code.Id} ({Diagnostic.SeverityWord(code.Severity)}): {code.Title}");
        output.WriteLine();
        output.WriteLine($"Cause: {code.Cause}");
        output.WriteLine($"Cure:  {code.Cure}");
    }

    public static void Write(TextWriter output, SchemaField field)
    {
        output.WriteLine($"{field.Path}{(field.Required && field.Path.Contains('.', StringComparison.Ordinal) ? " (required)" : "")}");
        if (field.Description.Length > 0) output.WriteLine($"  {field.Description}");
        output.WriteLine();
        output.WriteLine($"  type:     {field.Type}");
        if (field.Default is { } value) output.WriteLine($"  default:  {Inline(value)}");
        if (field.Allowed.Length > 0) output.WriteLine($"  allowed:  {string.Join(", ", field.Allowed)}");
        foreach (var example in field.Examples) output.WriteLine($"  example:  {Inline(example)}");
        var children = field.Children;
        if (children.Count == 0) return;
        output.WriteLine();
        output.WriteLine("  fields:");
        var width = children.Max(child => child.Name.Length);
        foreach (var child in children) output.WriteLine($"    {child.Name.PadRight(width)}  {FirstSentence(child.Description)}".TrimEnd());
    }

    public static string Json(DiagnosticCode code) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "Explanation",
        ["code"] = code.Id,
        ["severity"] = Diagnostic.SeverityWord(code.Severity),
        ["title"] = code.Title,
        ["cause"] = code.Cause,
        ["cure"] = code.Cure,
    }.ToMap(), indented: true);

    public static string Json(SchemaField field) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "Explanation",
        ["path"] = field.Path,
        ["description"] = field.Description,
        ["type"] = field.Type,
        ["required"] = field.Required,
        ["default"] = field.Default,
        ["allowed"] = ListNode.Of(field.Allowed.Select(Node.ToNode)),
        ["examples"] = new ListNode(field.Examples),
        ["fields"] = ListNode.Of(field.Children.Select(child => Node.ToNode(child.Name))),
    }.ToMap(), indented: true);

    private static string Inline(Node node) => node is ScalarNode { Kind: ScalarKind.String } text && text.Value.Length > 0 ? text.Value : CanonicalJson.WriteOrdered(node, indented: false);

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? text[..(end + 1)] : text;
}
