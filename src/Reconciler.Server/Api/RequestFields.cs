using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Server.Api;

/// <summary>
/// The body of a request against what the description of the API says of it. A field that is misspelt, or of another type, is refused and
/// not passed over: what is left out means everything, or the usual.
/// </summary>
internal static class RequestFields
{
    private const string Prefix = "/api/v1";

    /// <summary>What each route's body may have, by the route's path.</summary>
    private static readonly FrozenDictionary<string, MapNode> ByPath = Read();

    public static ImmutableArray<Diagnostic> Problems(HttpContext context, MapNode body) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } path } && ByPath.GetValueOrDefault(path) is { } known ? [.. body.Entries.Select(entry => Problem(entry.Key, entry.Value, known)).OfType<Diagnostic>()] : [];

    private static Diagnostic? Problem(string name, Node value, MapNode known)
    {
        if (known.Map(name) is not { } field) return ControlCodes.FieldUnfit.At(Origin.None, $"{name} is not known here", Spelling.Suggest(name, known.Keys) ?? $"it may have {string.Join(", ", known.Keys)}");
        return value.IsNullOrMissing() ? null : WhyUnfit(value, field) is { } wanted ? ControlCodes.FieldUnfit.At(Origin.None, $"{name} is {wanted}") : null;
    }

    /// <summary>What a value has to be and is not.</summary>
    private static string? WhyUnfit(Node value, MapNode field) => field.Text("type")?.Value switch
    {
        "integer" => new MapBuilder { ["it"] = value }.ToMap().Int("it") is { } number && number.Value >= (field.Int("minimum")?.Value ?? int.MinValue) ? null : field.Int("minimum") is { } least ? $"a whole number from {least.Value} on" : "a whole number",
        "array" => value is ListNode list && list.Items.All(IsText) ? null : "a list of texts",
        _ => IsText(value) ? null : "a text",
    };

    private static bool IsText(Node value) => value is ScalarNode { Kind: ScalarKind.String };

    private static FrozenDictionary<string, MapNode> Read()
    {
        var document = (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(OpenApiDocument.Text));
        return (from path in document.Map("paths")!.Entries
                let body = path.Value.Path("post", "requestBody", "content", "application/json", "schema", "properties") as MapNode
                where body is not null
                select (Path: Prefix + path.Key, Body: body)).ToFrozenDictionary(route => route.Path, route => route.Body, StringComparer.Ordinal);
    }
}
