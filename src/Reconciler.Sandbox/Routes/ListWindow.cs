using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Routes;

/// <summary>Which state a list is of and which part of it: what limit, continue, resourceVersion and resourceVersionMatch say together.</summary>
internal sealed record ListWindow(StoreState State, long Limit, string After)
{
    private const string TooOldToken = "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, "
        + "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - "
        + "objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    /// <summary>Whether the parts after the first are of whatever is there then.</summary>
    public bool IsInconsistent { get; init; }

    public static (ListWindow? Window, MapNode? Problem) Of(HttpContext context, ObjectStore store)
    {
        var (version, match, limit) = (context.Text("resourceVersion"), context.Text("resourceVersionMatch"), Math.Max(0, context.Number("limit") ?? 0));
        foreach (var number in (string[])["limit", "timeoutSeconds"])
            if (context.Text(number).Length > 0 && context.Number(number) is null) return (null, Refusals.BadRequest($"strconv.ParseInt: parsing \"{context.Text(number)}\": invalid syntax").ToNode());
        if (OptionsProblem(context, version, match) is { } problem) return (null, problem.ToNode());
        if (context.Text("continue") is { Length: > 0 } token) return Continued(token, limit, version, store);
        var wanted = 0L;
        if (version.Length > 0 && !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out wanted))
            return (null, Refusals.BadRequest($"invalid resource version: resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax").ToNode());
        var state = store.State;
        // what is served from memory is not cut into parts
        if (version == "0") return (new ListWindow(state, 0, ""), null);
        if (wanted > state.Revision) return (null, Refusals.TooLargeVersion(wanted, state.Revision).ToNode());
        if (wanted == 0 || match == "NotOlderThan" || (match.Length == 0 && limit == 0)) return (new ListWindow(state, limit, ""), null);
        return store.StateAt(wanted) is { } exact
            ? (new ListWindow(exact, limit, ""), null)
            : (null, Refusals.Expired("The resourceVersion for the provided list is too old.").ToNode());
    }

    private static (ListWindow? Window, MapNode? Problem) Continued(string token, long limit, string version, ObjectStore store)
    {
        var start = ContinueToken.Read(token, out var problem);
        if (start is null) return (null, Refusals.BadRequest($"invalid continue token: continue key is not valid: {problem}").ToNode());
        if (version is not ("" or "0")) return (null, Refusals.BadRequest("specifying resource version is not allowed when using continue").ToNode());
        if (start.Revision < 0) return (new ListWindow(store.State, limit, start.After), null);
        if (store.StateAt(start.Revision) is { } state) return (new ListWindow(state, limit, start.After), null);
        var fresh = new ContinueToken(-1, start.After).Write();
        return (null, Refusals.Expired(TooOldToken).ToNode().With("metadata", new MapBuilder { ["continue"] = fresh }!));
    }

    private static ApiStatus? OptionsProblem(HttpContext context, string version, string match)
    {
        if (context.Request.Query.ContainsKey("sendInitialEvents"))
            return RequestQuery.Problem("ListOptions", "sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list", "FieldValueForbidden");
        if (match.Length == 0) return null;
        var causes = new List<StatusCause>();
        if (version.Length == 0) causes.Add(new StatusCause("FieldValueForbidden", "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"));
        if (context.Text("continue").Length > 0) causes.Add(new StatusCause("FieldValueForbidden", "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden when continue is provided"));
        if (match is not ("Exact" or "NotOlderThan")) causes.Add(new StatusCause("FieldValueNotSupported", "resourceVersionMatch", $"Unsupported value: \"{match}\": supported values: \"Exact\", \"NotOlderThan\", \"\""));
        if (match == "Exact" && version == "0") causes.Add(new StatusCause("FieldValueForbidden", "resourceVersionMatch", "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        return RequestQuery.Problems("ListOptions", causes);
    }
}
