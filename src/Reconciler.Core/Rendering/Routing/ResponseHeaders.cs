using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>Headers that every response of an App gets: `ingress.headers`, and Strict-Transport-Security from `ingress.hsts`.</summary>
internal static partial class ResponseHeaders
{
    public const string Hsts = "Strict-Transport-Security";
    public const int DefaultMaxAge = 182 * 24 * 60 * 60;

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    /// <summary>The headers that the App lists, without those that can't be sent, which are reported.</summary>
    public static ImmutableArray<MapEntry> Written(Route route)
    {
        var headers = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (var entry in (route.Ingress.Headers ?? MapNode.Empty).WithoutNulls().AsText().Entries)
        {
            var problem = Problem(entry);
            if (problem is null) headers.Add(entry);
            else route.Context.Problems.Add(RoutingCodes.BadHeader.At(entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin, problem, field: $"spec.ingress.headers.{entry.Key}"));
        }
        return headers.ToImmutable();
    }

    /// <summary>The value of Strict-Transport-Security; null where hsts is not written.</summary>
    public static Node? HstsValue(IngressSpec ingress)
    {
        if (ingress.Hsts is not { } hsts) return null;
        var maxAge = hsts.MaxAge?.Value ?? DefaultMaxAge;
        var value = $"max-age={maxAge}{(hsts.IncludeSubdomains?.Value == false ? "" : "; includeSubDomains")}{(hsts.Preload?.Value == true ? "; preload" : "")}";
        return ScalarNode.Of(value, hsts.MaxAge?.Origin ?? hsts.Fields.Origin);
    }

    /// <summary>Both together, by name; a Strict-Transport-Security that the App lists itself wins.</summary>
    public static ImmutableArray<MapEntry> All(Route route, bool withHsts)
    {
        var written = Written(route);
        if (!withHsts || HstsValue(route.Ingress) is not { } hsts || written.Any(header => header.Key.Equals(Hsts, StringComparison.OrdinalIgnoreCase))) return written;
        return written.Add(new MapEntry(Hsts, hsts));
    }

    private static string? Problem(MapEntry header) => header switch
    {
        { Key: var name } when !Token().IsMatch(name) => $"\"{name}\" is not the name of a header",
        { Value: not ScalarNode } => $"the header {header.Key} has no text as its value",
        { Value: ScalarNode value } when value.Value.Any(char.IsControl) => $"the value of the header {header.Key} has a line break or another control character",
        _ => null,
    };
}
