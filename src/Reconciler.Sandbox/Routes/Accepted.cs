using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Routes;

/// <summary>The form of answer that is taken of those that a caller accepts. Protobuf and CBOR are passed over.</summary>
internal sealed record Accepted(bool IsAcceptable)
{
    private const string Key = "sandbox.accepted";

    /// <summary>Table, PartialObjectMetadata, PartialObjectMetadataList or an aggregated discovery document; "" for objects as they are.</summary>
    public string As { get; init; } = "";
    public string Version { get; init; } = "";
    public bool IsYaml { get; init; }

    /// <summary>Whether only the form is unknown, and not the media type.</summary>
    public bool IsKnown { get; init; }

    /// <summary>What is said of a list where one object was asked for, or the other way round; null where the form fits.</summary>
    public ApiStatus? Problem(bool isObject, bool isList, string kind)
    {
        if (!IsAcceptable) return IsKnown ? Refusals.NotAcceptable : Refusals.NotAcceptable with { Message = $"406: Not Acceptable\n\nAvailable representations: {WriteRoutes.ObjectTypes}{(isList ? ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch" : "")}", HasDetails = true };
        if (!isObject) return null;
        if (As == "PartialObjectMetadata" && isList) return Refusals.NotAcceptable with { Message = $"you requested PartialObjectMetadata, but the requested object is a list (*core.{kind}List)" };
        return As == "PartialObjectMetadataList" && !isList ? Refusals.NotAcceptable with { Message = $"you requested PartialObjectMetadataList, but the requested object is not a list (*core.{kind})" } : null;
    }

    public bool IsTable => As == "Table";

    public bool IsMetadataOnly => As is "PartialObjectMetadata" or "PartialObjectMetadataList";

    /// <summary>What a request accepts, read once.</summary>
    public static Accepted Of(HttpContext context)
    {
        if (context.Items[Key] is Accepted known) return known;
        var accepted = Parse(context.Request.Headers.Accept.ToString());
        context.Items[Key] = accepted;
        return accepted;
    }

    public static Accepted Parse(string header)
    {
        if (string.IsNullOrWhiteSpace(header)) return new Accepted(true);
        if (!MediaTypeHeaderValue.TryParseList(header.Split(','), out var types)) return new Accepted(false);
        var isKnown = false;
        foreach (var type in types.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.MediaType.Value is not ("*/*" or "application/json" or "application/yaml")) continue;
            isKnown = true;
            var form = Parameter(type, "as");
            if (form is not ("" or "Table" or "PartialObjectMetadata" or "PartialObjectMetadataList" or "APIGroupDiscoveryList")) continue;
            if (form is ("Table" or "PartialObjectMetadata" or "PartialObjectMetadataList") && (Parameter(type, "v") is not ("v1" or "v1beta1") || Parameter(type, "g") != "meta.k8s.io")) continue;
            return new Accepted(true) { As = form, Version = Parameter(type, "v"), IsYaml = type.MediaType.Value == "application/yaml" };
        }
        return new Accepted(false) { IsKnown = isKnown };
    }

    private static string Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.GetUnescapedValue().Value ?? "";
}
