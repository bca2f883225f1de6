using System.Globalization;
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

    /// <summary>The problem of a write's options, kind as in PatchOptions; null where they are right.</summary>
    public static ApiStatus? OptionsProblem(this HttpContext context, string kind)
    {
        foreach (var value in context.Request.Query["dryRun"])
            if (value is not "All") return Problem(kind, "dryRun", $"Unsupported value: \"{value}\": supported values: \"All\"", "FieldValueNotSupported");
        var validation = context.Text("fieldValidation");
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
            return Problem(kind, "fieldValidation", $"Unsupported value: \"{validation}\": supported values: \"Ignore\", \"Strict\", \"Warn\"", "FieldValueNotSupported");
        return context.Text("fieldManager").Length > 128 ? Problem(kind, "fieldManager", "Too long: may not be more than 128 bytes", "FieldValueTooLong") : null;
    }

    public static ApiStatus Problem(string kind, string field, string message, string reason) =>
        Refusals.Invalid("meta.k8s.io", kind, "", new StatusCause(reason, field, message));
}
