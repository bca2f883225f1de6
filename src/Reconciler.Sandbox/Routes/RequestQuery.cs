using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Routes;

/// <summary>Reads of a request's query and headers.</summary>
internal static class RequestQuery
{
    public static string Text(this HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : "";

    public static bool Flag(this HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var value) && value.ToString() is not ("false" or "0");

    public static long? Number(this HttpContext context, string name) =>
        long.TryParse(context.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The manager of fields that a write names, else the first word of the caller's User-Agent.</summary>
    public static string FieldManager(this HttpContext context)
    {
        var named = context.Text("fieldManager");
        if (named.Length > 0) return named;
        var agent = context.Request.Headers.UserAgent.ToString();
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? agent : agent[..slash];
        return name.Length == 0 ? "unknown" : name.Length > 128 ? name[..128] : name;
    }

    /// <summary>What is wrong with a write's options, kind as in PatchOptions; null where they are right.</summary>
    public static ApiStatus? OptionsProblem(this HttpContext context, string kind, bool isApply = false)
    {
        var causes = new List<StatusCause>();
        var query = context.Request.Query;
        if (kind == "PatchOptions" && !isApply && query.ContainsKey("force")) causes.Add(new StatusCause("FieldValueForbidden", "force", "Forbidden: may not be specified for non-apply patch"));
        var manager = context.Text("fieldManager");
        if (isApply && manager.Length == 0) causes.Add(new StatusCause("FieldValueRequired", "fieldManager", "Required value: is required for apply patch"));
        if (Encoding.UTF8.GetByteCount(manager) > 128) causes.Add(new StatusCause("FieldValueTooLong", "fieldManager", "Too long: may not be more than 128 bytes"));
        for (var i = 0; i < manager.Length; i++)
            if (char.IsControl(manager[i])) causes.Add(new StatusCause("FieldValueInvalid", "fieldManager", string.Create(CultureInfo.InvariantCulture, $"Invalid value: {Writes.GoText.Quote(manager)}: invalid character U+{(int)manager[i]:X4} (at position {i})")));
        if (query["dryRun"].Any(value => value is not "All"))
            causes.Add(new StatusCause("FieldValueNotSupported", "dryRun", $"Unsupported value: [{string.Join(',', query["dryRun"].Select(value => Writes.GoText.Json(value ?? "")))}]: supported values: \"All\""));
        var validation = context.Text("fieldValidation");
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
            causes.Add(new StatusCause("FieldValueNotSupported", "fieldValidation", $"Unsupported value: \"{validation}\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""));
        return Problems(kind, causes);
    }

    /// <summary>A refusal with all the causes, in the words of the server; null for none.</summary>
    public static ApiStatus? Problems(string kind, IReadOnlyList<StatusCause> causes)
    {
        if (causes.Count == 0) return null;
        var messages = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        var status = Refusals.Invalid("meta.k8s.io", kind, "", causes[0]);
        return status with { Causes = [.. causes], Message = $"{kind}.meta.k8s.io \"\" is invalid: {(messages.Count == 1 ? messages[0] : $"[{string.Join(", ", messages)}]")}" };
    }

    public static ApiStatus Problem(string kind, string field, string message, string reason) =>
        Refusals.Invalid("meta.k8s.io", kind, "", new StatusCause(reason, field, message));
}
