using Reconciler.Objects;
using Reconciler.Sandbox.Routes.Protobuf;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>
/// OpenAPI version 2 in the protobuf form that kubectl asks for when it doesn't know a kind, as far as kubectl reads it: definitions, and the query
/// parameters of each path. The numbers are those of the fields of the message openapi.v2.Document.
/// </summary>
internal static class OpenApiProtobuf
{
    public const string MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static readonly Dictionary<string, int> Methods = new(StringComparer.Ordinal) { ["get"] = 2, ["put"] = 3, ["post"] = 4, ["delete"] = 5, ["patch"] = 7 };

    public static bool IsAsked(string accept) => accept.Contains("application/com.github.proto-openapi.spec.v2", StringComparison.Ordinal);

    public static ReadOnlyMemory<byte> Write(MapNode document)
    {
        var writer = new ProtoWriter();
        writer.Text(1, document.Text("swagger")?.Value);
        writer.Message(2, info =>
        {
            info.Text(1, document.Map("info").Text("title")?.Value);
            info.Text(2, document.Map("info").Text("version")?.Value);
        });
        writer.Message(8, paths =>
        {
            foreach (var entry in document.Map("paths")!.Entries) Named(paths, 2, entry, Path);
        });
        writer.Message(9, definitions => Schemas(definitions, document.Map("definitions")));
        return writer.Written;
    }

    private static void Path(ProtoWriter path, MapNode body)
    {
        foreach (var entry in body.Entries)
            if (Methods.TryGetValue(entry.Key, out var field) && entry.Value is MapNode operation) path.Message(field, part => Operation(part, operation));
    }

    private static void Operation(ProtoWriter operation, MapNode body)
    {
        operation.Text(5, body.Text("operationId")?.Value);
        foreach (var parameter in body.Maps("parameters"))
            operation.Message(8, item => item.Message(1, one => one.Message(2, plain => plain.Message(3, query => Parameter(query, parameter)))));
        Extensions(operation, 13, body);
    }

    private static void Parameter(ProtoWriter query, MapNode parameter)
    {
        query.Text(2, "query");
        query.Text(4, parameter.Text("name")?.Value);
        query.Text(6, parameter.Map("schema").Text("type")?.Value);
    }

    private static void Schemas(ProtoWriter writer, MapNode? schemas)
    {
        foreach (var entry in schemas?.Entries ?? []) Named(writer, 1, entry, Schema);
    }

    private static void Named(ProtoWriter writer, int field, MapEntry entry, Action<ProtoWriter, MapNode> write) => writer.Message(field, named =>
    {
        named.Text(1, entry.Key);
        named.Message(2, value => write(value, entry.Value as MapNode ?? MapNode.Empty));
    });

    private static void Schema(ProtoWriter schema, MapNode body)
    {
        // a list of which nobody says what is in it can't be said here
        var type = body.Text("type")?.Value is "array" && body.Map("items") is null ? null : body.Text("type")?.Value;
        schema.Text(1, body.Text("$ref")?.Value);
        schema.Text(2, body.Text("format")?.Value);
        schema.Text(4, body.Text("description")?.Value);
        if (body["default"] is { } fallback) schema.Message(5, value => Any(value, fallback));
        foreach (var required in body.Texts("required")) schema.Text(19, required.Value);
        foreach (var allowed in body.List("enum")?.Items ?? []) schema.Message(20, value => Any(value, allowed));
        if (body["additionalProperties"] is { } additional) schema.Message(21, item => Additional(item, additional));
        if (type is not null) schema.Message(22, item => item.Text(1, type));
        if (body.Map("items") is { } items) schema.Message(23, item => item.Message(1, part => Schema(part, items)));
        if (body.Map("properties") is { } properties) schema.Message(25, part => Schemas(part, properties));
        Extensions(schema, 31, body);
    }

    private static void Additional(ProtoWriter item, Node additional)
    {
        if (additional is MapNode schema) item.Message(1, part => Schema(part, schema));
        else item.Flag(2, additional is ScalarNode { Value: "true" });
    }

    private static void Extensions(ProtoWriter writer, int field, MapNode body)
    {
        foreach (var entry in body.Entries.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
            writer.Message(field, named =>
            {
                named.Text(1, entry.Key);
                named.Message(2, value => Any(value, entry.Value));
            });
    }

    private static void Any(ProtoWriter any, Node value) => any.Text(2, System.Text.Encoding.UTF8.GetString(NodeJson.ToUtf8(value)));
}
