using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes.Tables;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Routes;

/// <summary>The answer to a watch: one JSON object a line, in the form that was asked for.</summary>
internal sealed class WatchStream(ResourceRequest request, TimeProvider time)
{
    private readonly StoredJson _json = new(request.Resource);
    private readonly Accepted _accepted = Accepted.Of(request.Context);
    private bool _hasSentColumns;

    public async Task StartAsync()
    {
        var response = request.Context.Response;
        response.ContentType = "application/json";
        request.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(request.Context.RequestAborted);
    }

    public void Add(string type, StoredObject stored)
    {
        if (_accepted.IsTable || _accepted.IsMetadataOnly)
        {
            Write(type, Formed(Cluster.BodyAs(stored, request.Resource)));
            return;
        }
        Begin(type);
        request.Context.Response.BodyWriter.Write(_json.Whole(stored).Span);
        End();
    }

    public void AddBookmark(long revision, bool isInitialEnd)
    {
        var metadata = new MapBuilder
        {
            ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture),
            ["annotations"] = isInitialEnd ? new MapBuilder { ["k8s.io/initial-events-end"] = "true" } : null,
        };
        var (kind, apiVersion) = _accepted.IsMetadataOnly ? ("PartialObjectMetadata", "meta.k8s.io/v1") : (request.Resource.Kind.Kind, request.Resource.Kind.ApiVersion);
        var body = new MapBuilder { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = metadata }.ToMap();
        Write("BOOKMARK", _accepted.IsTable ? Table(body) : body);
    }

    public void AddError(ApiStatus status) => Write("ERROR", status.ToNode());

    public async Task FlushAsync(CancellationToken cancel) => await request.Context.Response.BodyWriter.FlushAsync(cancel);

    private MapNode Formed(MapNode body) => _accepted.IsTable ? Table(body) : ObjectForms.PartialOf(body);

    private MapNode Table(MapNode body)
    {
        var metadata = new MapBuilder { ["resourceVersion"] = body.Meta()["resourceVersion"] }.ToMap();
        var table = new ObjectTable(request.Resource, request.Context.Text("includeObject"), time.GetUtcNow()).Of([body], metadata, withColumns: !_hasSentColumns);
        _hasSentColumns = true;
        return table;
    }

    private void Write(string type, MapNode body)
    {
        Begin(type);
        NodeJson.Write(body, request.Context.Response.BodyWriter);
        End();
    }

    private void Begin(string type)
    {
        var writer = request.Context.Response.BodyWriter;
        writer.Write("{\"type\":\""u8);
        writer.Write(System.Text.Encoding.ASCII.GetBytes(type));
        writer.Write("\",\"object\":"u8);
    }

    private void End() => request.Context.Response.BodyWriter.Write("}\n"u8);
}
