using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Routes;

/// <summary>Writes answers: objects in the form that the caller accepts, refusals, plain text.</summary>
public static class Answers
{
    private const int CompressFrom = 128 * 1024;

    public static Task ObjectAsync(HttpContext context, MapNode body, int code = 200)
    {
        if (Accepted.Of(context).IsYaml) return BytesAsync(context, Encoding.UTF8.GetBytes(YamlWriter.Write(body)), "application/yaml", code);
        var buffer = new ArrayBufferWriter<byte>(1024);
        NodeJson.Write(body, buffer);
        return JsonAsync(context, buffer, code);
    }

    public static Task StatusAsync(HttpContext context, ApiStatus status)
    {
        if (status.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ObjectAsync(context, status.ToNode(), status.Code);
    }

    /// <summary>The Status that says that something was done.</summary>
    public static MapNode Success(MapNode details) => new MapBuilder
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = MapNode.Empty,
        ["status"] = "Success",
        ["details"] = details,
    }.ToMap();

    /// <summary>What a path that nothing answers gets: a Status below the built-in groups, elsewhere plain text.</summary>
    public static Task NotServedAsync(HttpContext context)
    {
        if (IsBuiltIn(context.Request.Path.Value ?? "")) return StatusAsync(context, Refusals.NoSuchPath);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TextAsync(context, "404 page not found\n", 404);
    }

    private static bool IsBuiltIn(string path) => path.Split('/') switch
    {
        ["", "api", _, ..] => true,
        ["", "apis", var group, _, ..] => KubeTypes.IsBuiltInGroup(group),
        _ => false,
    };

    public static Task TextAsync(HttpContext context, string text, int code = 200) => BytesAsync(context, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", code);

    /// <summary>JSON that is built already, with the line end that the API server writes after it.</summary>
    public static Task JsonAsync(HttpContext context, ArrayBufferWriter<byte> json, int code = 200, string contentType = "application/json")
    {
        json.Write("\n"u8);
        return BytesAsync(context, json.WrittenMemory, contentType, code);
    }

    public static async Task BytesAsync(HttpContext context, ReadOnlyMemory<byte> bytes, string contentType, int code = 200)
    {
        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        if (Compresses(context, bytes.Length))
        {
            await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(bytes, context.RequestAborted);
            return;
        }
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Adds Warning headers, as code 299 of nobody in particular.</summary>
    public static void Warn(HttpContext context, ImmutableArray<string> warnings)
    {
        foreach (var warning in warnings.Distinct()) context.Response.Headers.Append("Warning", $"299 - \"{Quote(warning)}\"");
    }

    private static string Quote(string text) =>
        new([.. text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Where(letter => letter is >= ' ' and < '\u007f')]);

    /// <summary>Whether an answer of this size goes compressed; if so the headers say it already. Not on loopback, where nothing travels.</summary>
    internal static bool Compresses(HttpContext context, long size)
    {
        if (size < CompressFrom || context.Connection.RemoteIpAddress is not { } remote || System.Net.IPAddress.IsLoopback(remote)) return false;
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase)) return false;
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.Headers.Vary = "Accept-Encoding";
        return true;
    }
}
