using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;

namespace Reconciler.Sandbox.Routes;

/// <summary>The options of a deletion, from its body and its query. Where both say something the query counts only if there is no body.</summary>
internal sealed record DeleteOptions(Propagation? Propagation, int? GraceSeconds, string? Uid, string? Version, bool IsDryRun)
{
    public static async Task<(DeleteOptions? Options, ApiStatus? Problem)> ReadAsync(HttpContext context)
    {
        if (context.Text("gracePeriodSeconds") is { Length: > 0 } seconds && !int.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            return (null, Refusals.BadRequest($"strconv.ParseInt: parsing \"{seconds}\": invalid syntax"));
        var type = (context.Request.ContentType ?? "").Split(';')[0].Trim();
        var body = await RequestBody.ReadAsync(context);
        if (body.Bytes.Length > 0 && type is not ("" or "application/json" or "application/yaml" or "application/vnd.kubernetes.protobuf")) return (null, Refusals.UnsupportedMediaType(WriteRoutes.ObjectTypes));
        if (BodyProblem(body) is { } unreadable) return (null, unreadable);
        var options = (body.Root as MapNode) ?? FromQuery(context);
        var causes = new List<StatusCause>();
        var dryRun = options.Texts("dryRun").Select(text => text.Value).ToList();
        var (policy, orphan) = (options.Text("propagationPolicy")?.Value, options.Flag("orphanDependents")?.Value);
        if (policy is not null && orphan is not null)
            causes.Add(new StatusCause("FieldValueInvalid", "propagationPolicy", $"Invalid value: \"{policy}\": orphanDependents and deletionPropagation cannot be both set"));
        else if (policy is not (null or "Background" or "Foreground" or "Orphan"))
            causes.Add(new StatusCause("FieldValueNotSupported", "propagationPolicy", $"Unsupported value: \"{policy}\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        if (dryRun.Exists(value => value != "All"))
            causes.Add(new StatusCause("FieldValueNotSupported", "dryRun", $"Unsupported value: [{string.Join(',', dryRun.Select(Writes.GoText.Json))}]: supported values: \"All\""));
        if (RequestQuery.Problems("DeleteOptions", causes) is { } problem) return (null, problem);
        var conditions = options.Map("preconditions");
        return (new DeleteOptions(PropagationOf(policy, orphan), options.Int("gracePeriodSeconds")?.Value, conditions.Text("uid")?.Value, conditions.Text("resourceVersion")?.Value, dryRun.Count > 0), null);
    }

    private static ApiStatus? BodyProblem(RequestBody body)
    {
        const string Start = "couldn't get version/kind; json parse error: ";
        if (body.Problem is not null) return body.Syntax is { } syntax ? Refusals.BadRequest(Start + syntax) : body.Problem;
        if (body.Root is not (null or MapNode))
            return Refusals.BadRequest($"{Start}json: cannot unmarshal {Writes.Decoding.GoPath.KindOf(body.Root)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}");
        if (body.Root is not MapNode map) return null;
        if (map.Text("kind")?.Value is { Length: > 0 } kind and not "DeleteOptions")
            return Refusals.BadRequest($"no kind \"{kind}\" is registered for version \"{map.Text("apiVersion")?.Value}\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        return map["propagationPolicy"] is { } policy and not ScalarNode { Kind: ScalarKind.String or ScalarKind.Null }
            ? Refusals.BadRequest($"json: cannot unmarshal {Writes.Decoding.GoPath.KindOf(policy)} into Go struct field DeleteOptions.propagationPolicy of type v1.DeletionPropagation")
            : null;
    }

    private static Propagation? PropagationOf(string? policy, bool? orphan) => (policy, orphan) switch
    {
        ("Background", _) or (_, false) => Deletion.Propagation.Background,
        ("Foreground", _) => Deletion.Propagation.Foreground,
        ("Orphan", _) or (_, true) => Deletion.Propagation.Orphan,
        _ => null,
    };

    private static MapNode FromQuery(HttpContext context)
    {
        var options = new MapBuilder();
        if (context.Text("propagationPolicy") is { Length: > 0 } policy) options.Add("propagationPolicy", policy);
        if (context.Request.Query.ContainsKey("orphanDependents")) options.Add("orphanDependents", context.Flag("orphanDependents"));
        if (int.TryParse(context.Text("gracePeriodSeconds"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) options.Add("gracePeriodSeconds", seconds);
        options.AddList("dryRun", context.Request.Query["dryRun"].Select(value => (Node)(value ?? "")));
        return options.ToMap();
    }
}
