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
        var body = await RequestBody.ReadAsync(context);
        if (body.Problem is not null) return (null, body.Problem);
        if (body.Root is not (null or MapNode)) return (null, Refusals.BadRequest("the body has to be one object"));
        var options = (body.Root as MapNode) ?? FromQuery(context);
        if (options.Text("kind")?.Value is { } kind and not "DeleteOptions" && body.Root is not null)
            return (null, Refusals.BadRequest($"{kind} cannot be handled as DeleteOptions"));
        var dryRun = options.Texts("dryRun").Select(text => text.Value).ToList();
        if (dryRun.Find(value => value != "All") is { } wrong)
            return (null, RequestQuery.Problem("DeleteOptions", "dryRun", $"Unsupported value: \"{wrong}\": supported values: \"All\"", "FieldValueNotSupported"));
        var (policy, orphan) = (options.Text("propagationPolicy")?.Value, options.Flag("orphanDependents")?.Value);
        if (policy is not null && orphan is not null)
            return (null, RequestQuery.Problem("DeleteOptions", "propagationPolicy", "Invalid value: orphanDependents and deletionPropagation cannot be both set", "FieldValueInvalid"));
        if (policy is not (null or "" or "Background" or "Foreground" or "Orphan"))
            return (null, RequestQuery.Problem("DeleteOptions", "propagationPolicy", $"Unsupported value: \"{policy}\": supported values: \"Background\", \"Foreground\", \"Orphan\"", "FieldValueNotSupported"));
        var conditions = options.Map("preconditions");
        return (new DeleteOptions(PropagationOf(policy, orphan), options.Int("gracePeriodSeconds")?.Value, conditions.Text("uid")?.Value, conditions.Text("resourceVersion")?.Value, dryRun.Count > 0), null);
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
