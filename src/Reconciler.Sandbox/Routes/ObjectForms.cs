using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes.Tables;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Routes;

/// <summary>Objects and lists in the form that was asked for: as they are, only their metadata, as a table for people.</summary>
internal static class ObjectForms
{
    private const int FlushFrom = 64 * 1024;

    public static Task SendAsync(ResourceRequest request, StoredObject stored)
    {
        var accepted = Accepted.Of(request.Context);
        if (accepted is { As: "", IsYaml: false })
            return Answers.BytesAsync(request.Context, WithLineEnd(new StoredJson(request.Resource).Whole(stored)), "application/json");
        return SendAsync(request, Cluster.BodyAs(stored, request.Resource), 200, request.Context.RequestServices.GetService(typeof(TimeProvider)) as TimeProvider);
    }

    /// <summary>Sends an object that a write or a deletion has made.</summary>
    public static Task SendAsync(ResourceRequest request, MapNode body, int code, TimeProvider? time = null)
    {
        var accepted = Accepted.Of(request.Context);
        if (accepted.IsMetadataOnly) return Answers.ObjectAsync(request.Context, PartialOf(body), code);
        if (!accepted.IsTable) return Answers.ObjectAsync(request.Context, body, code);
        var table = new ObjectTable(request.Resource, request.Context.Text("includeObject"), (time ?? TimeProvider.System).GetUtcNow());
        return Answers.ObjectAsync(request.Context, table.Of([body], Pick(body)), code);
    }

    /// <summary>Sends the Scale of an object.</summary>
    public static Task SendScaleAsync(ResourceRequest request, MapNode scale, DateTimeOffset now)
    {
        var accepted = Accepted.Of(request.Context);
        if (accepted.IsMetadataOnly) return Answers.ObjectAsync(request.Context, PartialOf(scale));
        return Answers.ObjectAsync(request.Context, accepted.IsTable ? new ObjectTable(TableColumns.Scale, request.Context.Text("includeObject"), now).Of([scale], Pick(scale)) : scale);
    }

    public static Task SendListAsync(ResourceRequest request, List<StoredObject> page, MapNode metadata, DateTimeOffset now)
    {
        var accepted = Accepted.Of(request.Context);
        if (accepted is { As: "", IsYaml: false }) return WholeAsync(request, page, metadata);
        var bodies = page.Select(stored => Cluster.BodyAs(stored, request.Resource));
        if (accepted.IsTable)
            return Answers.ObjectAsync(request.Context, new ObjectTable(request.Resource, request.Context.Text("includeObject"), now).Of(bodies, metadata));
        if (accepted.IsMetadataOnly)
            return Answers.ObjectAsync(request.Context, ListOf("PartialObjectMetadataList", "meta.k8s.io/v1", metadata, bodies.Select(PartialOf)));
        var items = request.Resource.Served.IsCustom ? bodies : bodies.Select(body => body.Without("kind").Without("apiVersion"));
        return Answers.ObjectAsync(request.Context, ListOf(request.Resource.ListKind, request.Resource.Kind.ApiVersion, metadata, items));
    }

    /// <summary>An object of which only the metadata is left.</summary>
    public static MapNode PartialOf(MapNode body) => new MapBuilder
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = body.Meta(),
    }.ToMap();

    private static MapNode Pick(MapNode body) => new MapBuilder { ["resourceVersion"] = body.Meta()["resourceVersion"] }.ToMap();

    private static MapNode ListOf(string kind, string apiVersion, MapNode metadata, IEnumerable<Node> items) => new MapBuilder
    {
        ["kind"] = kind,
        ["apiVersion"] = apiVersion,
        ["metadata"] = metadata,
        ["items"] = ListNode.Of(items),
    }.ToMap();

    /// <summary>The bytes of the objects, copied one after the other: no list is ever built.</summary>
    private static async Task WholeAsync(ResourceRequest request, List<StoredObject> page, MapNode metadata)
    {
        var json = new StoredJson(request.Resource);
        var parts = new List<ReadOnlyMemory<byte>>((page.Count * 3) + 2)
        {
            Encoding.UTF8.GetBytes($"{{\"kind\":\"{request.Resource.ListKind}\",\"apiVersion\":\"{request.Resource.Kind.ApiVersion}\",\"metadata\":{CanonicalJson.WriteOrdered(metadata, indented: false)},\"items\":["),
        };
        var comma = ","u8.ToArray();
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0) parts.Add(comma);
            json.AddItem(page[i], parts);
        }
        parts.Add("]}\n"u8.ToArray());
        await PartsAsync(request.Context, parts);
    }

    private static async Task PartsAsync(HttpContext context, List<ReadOnlyMemory<byte>> parts)
    {
        var size = parts.Sum(part => (long)part.Length);
        context.Response.ContentType = "application/json";
        if (Answers.Compresses(context, size))
        {
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            foreach (var part in parts) await gzip.WriteAsync(part, context.RequestAborted);
            return;
        }
        context.Response.ContentLength = size;
        var (writer, waiting) = (context.Response.BodyWriter, 0);
        foreach (var part in parts)
        {
            part.CopyTo(writer.GetMemory(part.Length));
            writer.Advance(part.Length);
            waiting += part.Length;
            if (waiting < FlushFrom) continue;
            await writer.FlushAsync(context.RequestAborted);
            waiting = 0;
        }
        await writer.FlushAsync(context.RequestAborted);
    }

    private static byte[] WithLineEnd(ReadOnlyMemory<byte> json) => [.. json.Span, (byte)'\n'];
}
