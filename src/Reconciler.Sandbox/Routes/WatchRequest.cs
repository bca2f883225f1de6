using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Routes;

/// <summary>What a watch asks for beside its filter. A start of null is whatever is there now.</summary>
internal sealed record WatchRequest(long? Start, bool SendsInitial, bool MarksInitialEnd, bool WithBookmarks, TimeSpan? Timeout)
{
    public static (WatchRequest? Watch, ApiStatus? Problem) Of(HttpContext context)
    {
        var version = context.Text("resourceVersion");
        var match = context.Text("resourceVersionMatch");
        var initial = context.Request.Query.ContainsKey("sendInitialEvents") ? context.Flag("sendInitialEvents") : (bool?)null;
        if (Problem(initial, match) is { } problem) return (null, problem);
        var start = 0L;
        if (version.Length > 0 && !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out start))
            return (null, new ApiStatus(500, null, $"resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax"));
        var timeout = context.Number("timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var sends = initial ?? start == 0;
        return (new WatchRequest(start == 0 ? null : start, sends, initial == true, context.Flag("allowWatchBookmarks"), timeout), null);
    }

    private static ApiStatus? Problem(bool? initial, string match)
    {
        if (initial is null && match.Length > 0)
            return RequestQuery.Problem("ListOptions", "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided", "FieldValueForbidden");
        if (initial is null) return null;
        var causes = new List<StatusCause>();
        if (match != "NotOlderThan") causes.Add(new StatusCause("FieldValueForbidden", "resourceVersionMatch", "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        if (match is not ("" or "NotOlderThan")) causes.Add(new StatusCause("FieldValueNotSupported", "resourceVersionMatch", $"Unsupported value: \"{match}\": supported values: \"NotOlderThan\""));
        return RequestQuery.Problems("ListOptions", causes);
    }
}
