using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// The nginx properties of an App as annotations of its Ingress. What ingress-nginx has no annotation for becomes a line
/// of a snippet, in the order of the properties' names, so that the same properties always give the same text.
/// </summary>
internal static partial class NginxProperties
{
    public const string Prefix = "nginx.ingress.kubernetes.io/";
    public const string ServerSnippet = Prefix + "server-snippet";
    public const string ConfigurationSnippet = Prefix + "configuration-snippet";

    private enum Kind
    {
        Size,
        Seconds,
        Switch,
        Text,
    }

    private sealed record Property(string Name, Kind Kind, string Target);

    private static readonly ImmutableArray<Property> Annotations =
    [
        new("clientMaxBodySize", Kind.Size, "proxy-body-size"),
        new("proxyBufferSize", Kind.Size, "proxy-buffer-size"),
        new("proxyBuffering", Kind.Switch, "proxy-buffering"),
        new("proxyBusyBuffersSize", Kind.Size, "proxy-busy-buffers-size"),
        new("proxyConnectTimeout", Kind.Seconds, "proxy-connect-timeout"),
        new("proxyReadTimeout", Kind.Seconds, "proxy-read-timeout"),
        new("proxySendTimeout", Kind.Seconds, "proxy-send-timeout"),
    ];

    private static readonly ImmutableArray<Property> ServerLines =
    [
        new("accessLogPath", Kind.Text, "access_log"),
        new("clientBodyTimeout", Kind.Seconds, "client_body_timeout"),
        new("clientHeaderTimeout", Kind.Seconds, "client_header_timeout"),
        new("errorLogPath", Kind.Text, "error_log"),
        new("keepaliveTimeout", Kind.Seconds, "keepalive_timeout"),
        new("lingeringTimeout", Kind.Seconds, "lingering_timeout"),
        new("sendTimeout", Kind.Seconds, "send_timeout"),
        new("underscoresInHeaders", Kind.Switch, "underscores_in_headers"),
    ];

    private static readonly ImmutableArray<Property> LocationLines = [new("xForwardedSsl", Kind.Text, "proxy_set_header X-Forwarded-SSL")];

    [GeneratedRegex("^[0-9]+[kKmMgG]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Size();

    [GeneratedRegex(@"^(?<number>[1-9][0-9]*)\s+(?<size>[0-9]+[kKmM]?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Buffers();

    [GeneratedRegex(@"^[^\s;{}""'\\$]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>The annotations for a map of properties; a value that can't be used is reported and left out.</summary>
    public static MapNode Render(MapNode properties, ICollection<Diagnostic> problems)
    {
        var annotations = new MapBuilder();
        foreach (var property in Annotations)
            if (Read(properties, property, problems) is { } value) annotations.Add(Prefix + property.Target, value);
        AddBuffers(annotations, properties, problems);
        var server = ServerLines;
        if (properties.Text("accessLogPath") is { Value: "off" or "false" } off)
        {
            annotations.Add(Prefix + "enable-access-log", ScalarNode.Of("false", off.Origin));
            server = server.RemoveAll(property => property.Name == "accessLogPath");
        }
        annotations.Add(ServerSnippet, Snippet(properties, server, "serverSnippet", problems));
        annotations.Add(ConfigurationSnippet, Snippet(properties, LocationLines, "locationSnippet", problems));
        return annotations.ToMap();
    }

    private static ScalarNode? Read(MapNode properties, Property property, ICollection<Diagnostic> problems)
    {
        if (properties.Text(property.Name) is not { } written) return null;
        var (value, expected) = property.Kind switch
        {
            Kind.Size => (Size().IsMatch(written.Value) ? written.Value : null, "a size such as 10m, 8k or a number of bytes"),
            Kind.Seconds => (Duration.TryParse(written.Value, out var duration, out _) ? duration.Seconds.ToString(CultureInfo.InvariantCulture) : null, "a duration such as 60s or 5m"),
            Kind.Switch => (written.Value switch { "on" or "true" => "on", "off" or "false" => "off", _ => null }, "on or off"),
            Kind.Text => (Word().IsMatch(written.Value) ? written.Value : null, "one word without blanks, quotes, dollars, semicolons and braces"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (value is not null) return ScalarNode.Of(value, written.Origin);
        problems.Add(RoutingCodes.NginxValue.At(written.Origin, $"\"{written.Value}\" is no value for {property.Name}: expected is {expected}", field: $"spec.ingress.nginx.{property.Name}") with { Expected = expected, Found = written.Value });
        return null;
    }

    /// <summary>"8 4k": the number has an annotation, the size is that of proxyBufferSize, because ingress-nginx has one for both.</summary>
    private static void AddBuffers(MapBuilder annotations, MapNode properties, ICollection<Diagnostic> problems)
    {
        if (properties.Text("proxyBuffers") is not { } written) return;
        var match = Buffers().Match(written.Value);
        if (!match.Success)
        {
            problems.Add(RoutingCodes.NginxValue.At(written.Origin, $"\"{written.Value}\" is no value for proxyBuffers: expected are a number and a size", "write it as 8 4k", "spec.ingress.nginx.proxyBuffers"));
            return;
        }
        annotations.Add(Prefix + "proxy-buffers-number", ScalarNode.Of(match.Groups["number"].Value, written.Origin));
        var size = match.Groups["size"].Value;
        var single = annotations[Prefix + "proxy-buffer-size"] as ScalarNode;
        if (single is null) annotations.Add(Prefix + "proxy-buffer-size", ScalarNode.Of(size, written.Origin));
        else if (!single.Value.Equals(size, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(RoutingCodes.BufferSize.At(written.Origin, $"proxyBuffers has the size {size} and proxyBufferSize is {single.Value}; ingress-nginx uses {single.Value} for both",
                $"write proxyBuffers: {match.Groups["number"].Value} {single.Value}", "spec.ingress.nginx.proxyBuffers"));
        }
    }

    /// <summary>The lines for the properties, then what the App wrote itself.</summary>
    private static ScalarNode? Snippet(MapNode properties, ImmutableArray<Property> lines, string ownProperty, ICollection<Diagnostic> problems)
    {
        var origin = Origin.None;
        var text = new List<string>();
        foreach (var property in lines)
        {
            if (Read(properties, property, problems) is not { } value) continue;
            if (!origin.IsKnown) origin = value.Origin;
            text.Add($"{property.Target} {value.Value}{(property.Kind == Kind.Seconds ? "s" : "")};");
        }
        if (properties.Text(ownProperty) is { } own)
        {
            origin = own.Origin;
            text.Add(own.Value.TrimEnd());
        }
        return text.Count == 0 ? null : ScalarNode.Of(string.Join('\n', text), origin);
    }
}
