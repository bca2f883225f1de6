using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Writes;
using Refusals = Reconciler.Sandbox.Api.Refusals;

namespace Reconciler.Sandbox.Routes;

/// <summary>create, update and patch: from the request to a WriteCall, and from its answer to the response.</summary>
internal sealed class WriteRoutes(Cluster cluster)
{
    public const string ObjectTypes = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string JsonPatch = "application/json-patch+json";
    private const string MergePatch = "application/merge-patch+json";
    private const string StrategicPatch = "application/strategic-merge-patch+json";
    private const string ApplyPatch = "application/apply-patch+yaml";

    public async Task CreateAsync(ResourceRequest request)
    {
        var (body, duplicates, problem) = await ReadAsync(request, "CreateOptions");
        if (body is null)
        {
            await Answers.StatusAsync(request.Context, problem!);
            return;
        }
        var name = body.NameOf();
        var isGenerated = name.Length == 0 && body.MetaText("generateName") is { Length: > 0 };
        if (isGenerated)
        {
            // 63 is what fits into a label; the API server cuts the prefix, not the random end
            var prefix = body.MetaText("generateName")!;
            name = (prefix.Length > 58 ? prefix[..58] : prefix) + cluster.NewSuffix();
            body = Metadata.WithMeta(body, "name", name);
        }
        await SendAsync(request, Call(request, WriteVerb.Create, body, duplicates) with { Name = name });
    }

    public async Task UpdateAsync(ResourceRequest request)
    {
        var (body, duplicates, problem) = await ReadAsync(request, "UpdateOptions");
        if (body is null) await Answers.StatusAsync(request.Context, problem!);
        else await SendAsync(request, Call(request, WriteVerb.Update, body, duplicates));
    }

    public async Task PatchAsync(ResourceRequest request)
    {
        var verb = VerbOf(request);
        var problem = verb is null ? UnknownPatch(request) : request.Context.OptionsProblem("PatchOptions", verb == WriteVerb.Apply);
        if (problem is null)
        {
            var body = await RequestBody.ReadAsync(request.Context);
            problem = body.Problem is not null && body.Syntax is null ? body.Problem : PatchProblem(verb!.Value, body);
            if (problem is null)
            {
                await SendAsync(request, Call(request, verb!.Value, body.Root ?? MapNode.Empty, body.DuplicateFields));
                return;
            }
        }
        await Answers.StatusAsync(request.Context, problem);
    }

    private static ApiStatus UnknownPatch(ResourceRequest request) => MediaType(request) != StrategicPatch
        ? new ApiStatus(415, "UnsupportedMediaType", "415: Unsupported Media Type") { HasDetails = true }
        : Refusals.UnsupportedMediaType(string.Join(", ", JsonPatch, MergePatch, ApplyPatch));

    /// <summary>A patch that is no JSON or YAML; only what is applied may be empty.</summary>
    private static ApiStatus? PatchProblem(WriteVerb verb, RequestBody body)
    {
        var syntax = body.Syntax ?? (body.Root is null && verb != WriteVerb.Apply ? "unexpected end of JSON input" : null);
        if (syntax is null) return null;
        return Refusals.BadRequest(verb switch
        {
            WriteVerb.Apply => $"error decoding YAML: {syntax}",
            WriteVerb.StrategicPatch => syntax,
            _ => $"error decoding patch: {syntax}",
        });
    }

    private async Task SendAsync(ResourceRequest request, WriteCall call)
    {
        var answer = await cluster.Writer.WriteAsync(call, request.Context.RequestAborted);
        switch (answer)
        {
            case WriteAnswer.Written written:
                Answers.Warn(request.Context, written.Warnings);
                if (call.Subresource == "scale") await ObjectForms.SendScaleAsync(request, ScaleView.Of(written.Body, request.Resource.Scale), cluster.Now);
                else await ObjectForms.SendAsync(request, written.Body, written.IsCreated ? 201 : 200, cluster.Time);
                break;
            case WriteAnswer.Refused refused:
                Answers.Warn(request.Context, refused.Warnings);
                await Answers.StatusAsync(request.Context, refused.Status);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static WriteCall Call(ResourceRequest request, WriteVerb verb, Node body, ImmutableArray<string> duplicates) =>
        new(verb, request.Resource, request.Namespace, request.Path.Name, body)
        {
            Subresource = request.Path.Subresource,
            FieldManager = request.Context.FieldManager(),
            User = request.User,
            Force = request.Context.Flag("force"),
            FieldValidation = request.Context.Text("fieldValidation") is { Length: > 0 } wanted ? wanted : "Warn",
            IsDryRun = request.IsDryRun,
            DuplicateFields = duplicates,
        };

    private static async Task<(MapNode? Body, ImmutableArray<string> Duplicates, ApiStatus? Problem)> ReadAsync(ResourceRequest request, string options)
    {
        if (request.Context.OptionsProblem(options) is { } wrong) return (null, [], wrong);
        if (MediaType(request) is not ("" or "application/json" or "application/yaml" or "application/vnd.kubernetes.protobuf")) return (null, [], Refusals.UnsupportedMediaType(ObjectTypes));
        var body = await RequestBody.ReadAsync(request.Context);
        if (body.Problem is not null && body.Syntax is null) return (null, [], body.Problem);
        var kind = request.Path.Subresource == "scale" ? "Scale" : request.Resource.Kind.Kind;
        if (body.Root is MapNode map) return BodyProblem(request, map) is { } problem ? (null, [], problem) : (Typed(request, map), body.DuplicateFields, null);
        var syntax = body.Syntax ?? (body.Root is null ? "unexpected end of JSON input"
            : $"json: cannot unmarshal {Writes.Decoding.GoPath.KindOf(body.Root)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}");
        return (null, [], BodyKind.Unrecognized(kind, syntax, body.Bytes.Span));
    }

    /// <summary>Whether a body is for this path at all.</summary>
    private static ApiStatus? BodyProblem(ResourceRequest request, MapNode body)
    {
        var isScale = request.Path.Subresource == "scale";
        if (BodyKind.Problem(request.Resource, body, isScale ? ScaleView.ApiVersion : request.Resource.Kind.ApiVersion, isScale ? ScaleView.Kind : request.Resource.Kind.Kind) is { } problem) return problem;
        var inNamespace = body.MetaText("namespace") ?? "";
        if (request.Resource.IsNamespaced && inNamespace.Length > 0 && inNamespace != request.Namespace)
            return Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (request.Path.Name.Length > 0 && body.Map("metadata")?["name"] is ScalarNode { Kind: ScalarKind.String, Value: { Length: > 0 } name } && name != request.Path.Name)
            return Refusals.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Path.Name})");
        return null;
    }

    private static MapNode Typed(ResourceRequest request, MapNode body) => request.Path.Subresource == "scale" ? body
        : body.With("kind", request.Resource.Kind.Kind).With("apiVersion", request.Resource.Kind.ApiVersion);

    private static WriteVerb? VerbOf(ResourceRequest request) => MediaType(request) switch
    {
        JsonPatch => WriteVerb.JsonPatch,
        MergePatch => WriteVerb.MergePatch,
        StrategicPatch when !request.Resource.Served.IsCustom => WriteVerb.StrategicPatch,
        ApplyPatch => WriteVerb.Apply,
        _ => null,
    };

    private static string MediaType(ResourceRequest request)
    {
        var type = request.Context.Request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }
}
