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
        var problem = verb is null
            ? Refusals.UnsupportedMediaType(string.Join(", ", request.Resource.Served.IsCustom ? [JsonPatch, MergePatch, ApplyPatch] : [JsonPatch, MergePatch, StrategicPatch, ApplyPatch]))
            : request.Context.OptionsProblem("PatchOptions") ?? ApplyProblem(request, verb.Value);
        if (problem is null)
        {
            var body = await RequestBody.ReadAsync(request.Context);
            problem = body.Problem ?? (body.Root is null ? Refusals.BadRequest("the body of a patch is empty") : null);
            if (problem is null)
            {
                await SendAsync(request, Call(request, verb!.Value, body.Root!, body.DuplicateFields));
                return;
            }
        }
        await Answers.StatusAsync(request.Context, problem);
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
        var type = MediaType(request);
        if (type is not ("" or "application/json" or "application/yaml" or "application/vnd.kubernetes.protobuf" or "text/plain"))
            return (null, [], Refusals.UnsupportedMediaType("application/json, application/yaml"));
        var body = await RequestBody.ReadAsync(request.Context);
        if (body.Problem is not null) return (null, [], body.Problem);
        if (body.Root is not MapNode map) return (null, [], Refusals.BadRequest("the body has to be one object"));
        return BodyProblem(request, map) is { } problem ? (null, [], problem) : (Typed(request, map), body.DuplicateFields, null);
    }

    /// <summary>Whether a body is for this path at all.</summary>
    private static ApiStatus? BodyProblem(ResourceRequest request, MapNode body)
    {
        var isScale = request.Path.Subresource == "scale";
        var (wantedVersion, wantedKind) = isScale ? ("autoscaling/v1", "Scale") : (request.Resource.Kind.ApiVersion, request.Resource.Kind.Kind);
        var (apiVersion, kind) = (body.Text("apiVersion")?.Value ?? wantedVersion, body.Text("kind")?.Value ?? wantedKind);
        if (kind != wantedKind || ObjectKey.GroupOf(apiVersion) != ObjectKey.GroupOf(wantedVersion))
        {
            return apiVersion == wantedVersion || kind == wantedKind
                ? apiVersion != wantedVersion
                    ? Refusals.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({wantedVersion})")
                    : Refusals.BadRequest($"{kind} in version \"{request.Resource.Kind.Version}\" cannot be handled as a {wantedKind}: converting ({apiVersion}, {kind}) to ({wantedVersion}, {wantedKind}): unknown conversion")
                : Refusals.BadRequest($"{kind} in version \"{apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..]}\" cannot be handled as a {wantedKind}: no such conversion");
        }
        if (apiVersion != wantedVersion) return Refusals.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({wantedVersion})");
        var inNamespace = body.MetaText("namespace") ?? "";
        if (request.Resource.IsNamespaced && inNamespace.Length > 0 && inNamespace != request.Namespace)
            return Refusals.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        if (request.Path.Name.Length > 0 && body.NameOf() is { Length: > 0 } name && name != request.Path.Name)
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

    private static ApiStatus? ApplyProblem(ResourceRequest request, WriteVerb verb)
    {
        if (verb == WriteVerb.Apply && request.Context.Text("fieldManager").Length == 0)
            return RequestQuery.Problem("PatchOptions", "fieldManager", "Required value: is required for apply patch", "FieldValueRequired");
        return verb != WriteVerb.Apply && request.Context.Request.Query.ContainsKey("force")
            ? RequestQuery.Problem("PatchOptions", "force", "Forbidden: may not be specified for non-apply patch", "FieldValueForbidden")
            : null;
    }

    private static string MediaType(ResourceRequest request)
    {
        var type = request.Context.Request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }
}
