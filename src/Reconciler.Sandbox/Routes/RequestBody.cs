using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Routes.Protobuf;

namespace Reconciler.Sandbox.Routes;

/// <summary>The body of a request as a tree, or why it can't be one. An empty body is neither.</summary>
internal readonly record struct RequestBody(Node? Root, ApiStatus? Problem)
{
    /// <summary>The paths of keys that are there twice; for YAML their lines.</summary>
    public ImmutableArray<string> DuplicateFields { get; init; } = [];

    /// <summary>What is wrong with the text, in the words of Go's readers.</summary>
    public string? Syntax { get; init; }

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    public bool IsYaml { get; init; }

    private const int Largest = 3 * 1024 * 1024;

    /// <summary>Reads a body in the form that its media type says; JSON where that says nothing.</summary>
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
        var isYaml = context.Request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true;
        return Parse(buffer.WrittenSpan, isYaml) with { Bytes = buffer.WrittenMemory };
    }

    public static RequestBody Parse(ReadOnlySpan<byte> bytes, bool isYaml)
    {
        var start = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) return new RequestBody(null, null);
        if (bytes.StartsWith("k8s\0"u8))
            return ProtoReader.Read(bytes) is { } read ? new RequestBody(read, null) : new RequestBody(null, Refusals.UnsupportedMediaType(WriteRoutes.ObjectTypes));
        if (isYaml && bytes[start] is not ((byte)'{' or (byte)'[' or (byte)'"')) return Yaml(bytes);
        try
        {
            var duplicates = new List<string>();
            return new RequestBody(NodeJson.Read(bytes, duplicates), null) { DuplicateFields = [.. duplicates] };
        }
        catch (JsonException)
        {
            return isYaml && bytes[start] is not (byte)'"' ? Yaml(bytes) : Wrong(SyntaxOf((char)bytes[start]));
        }
    }

    /// <summary>The first document of a YAML text. A key that is there twice is only reported.</summary>
    private static RequestBody Yaml(ReadOnlySpan<byte> bytes)
    {
        var file = YamlReader.Read("body", bytes);
        var twice = file.Problems.Where(problem => problem.Code == SourceCodes.DuplicateKey).ToList();
        if (file.Problems.FirstOrDefault(problem => problem.Code != SourceCodes.DuplicateKey && problem.Code != SourceCodes.EmptyDocument) is { } wrong)
            return Wrong($"error converting YAML to JSON: yaml: line {Math.Max(1, wrong.Place.Line)}: {wrong.Message[(wrong.Message.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var at && wrong.Message.StartsWith("while", StringComparison.Ordinal) ? at + 2 : 0)..]}") with { IsYaml = true };
        if (file.Documents.IsEmpty) return new RequestBody(null, null) { IsYaml = true };
        return new RequestBody(file.Documents[0].Root, null) { IsYaml = true, DuplicateFields = [.. twice.Select(problem => $"line {problem.Place.Line}: key \"{Key(problem.Message)}\" already set in map")] };
    }

    private static string Key(string message) => message.Split(' ') is ["the", "key", var key, ..] ? key : "";

    private static RequestBody Wrong(string syntax) => new(null, Refusals.BadRequest(syntax)) { Syntax = syntax };

    private static string SyntaxOf(char first) =>
        first is '{' or '[' or '"' || char.IsAsciiDigit(first) ? "unexpected end of JSON input" : $"invalid character '{first}' looking for beginning of value";
}
