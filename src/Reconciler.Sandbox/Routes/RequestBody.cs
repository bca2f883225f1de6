using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Routes.Protobuf;

namespace Reconciler.Sandbox.Routes;

/// <summary>The body of a request as a tree, or why it can't be one.</summary>
internal readonly record struct RequestBody(Node? Root, ApiStatus? Problem)
{
    /// <summary>The paths of keys that are there twice.</summary>
    public ImmutableArray<string> DuplicateFields { get; init; } = [];

    private const int Largest = 3 * 1024 * 1024;

    /// <summary>Reads a body of JSON or YAML; an empty one is a null root.</summary>
    public static async Task<RequestBody> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > Largest) return new RequestBody(null, Refusals.TooLarge);
        var buffer = new ArrayBufferWriter<byte>((int)(context.Request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted);
            if (read == 0) break;
            buffer.Advance(read);
            if (buffer.WrittenCount > Largest) return new RequestBody(null, Refusals.TooLarge);
        }
        return Parse(buffer.WrittenSpan);
    }

    public static RequestBody Parse(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) return new RequestBody(null, null);
        if (bytes.StartsWith("k8s\0"u8))
            return ProtoReader.Read(bytes) is { } read ? new RequestBody(read, null) : new RequestBody(null, Refusals.UnsupportedMediaType("application/json, application/yaml"));
        try
        {
            var duplicates = new List<string>();
            if (bytes[start] is (byte)'{' or (byte)'[') return new RequestBody(NodeJson.Read(bytes, duplicates), null) { DuplicateFields = [.. duplicates] };
        }
        catch (JsonException problem)
        {
            return new RequestBody(null, Refusals.BadRequest($"error decoding the body: {problem.Message}"));
        }
        var file = YamlReader.Read("body", bytes);
        return file.Documents is [var only] && file.Problems.IsEmpty
            ? new RequestBody(only.Root, null)
            : new RequestBody(null, Refusals.BadRequest($"error decoding the body: {(file.Problems.IsEmpty ? "one document is expected" : file.Problems[0].Message)}"));
    }
}
