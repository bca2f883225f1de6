using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>Who brings requests to Apps, and by which labels its pods are found.</summary>
public sealed record IngressController(string Name, string Selector)
{
    public static readonly IngressController Nginx = new("ingress-nginx", "app.kubernetes.io/name=ingress-nginx,app.kubernetes.io/component=controller");
    public static readonly IngressController Traefik = new("traefik", "app.kubernetes.io/name=traefik");
}

/// <summary>How requests come to an App as its cluster has it: by which controller, for which domains, and what its logs call the App.</summary>
public sealed partial class AppRoutes
{
    private readonly Regex? _mentions;

    private AppRoutes(IngressController? controller, ImmutableArray<string> domains, IEnumerable<string> marks)
    {
        (Controller, Domains) = (controller, domains);
        var parts = domains.Select(domain => $@"(?<![\w.-]){(domain.StartsWith("*.", StringComparison.Ordinal) ? $@"[\w-]+\.{Regex.Escape(domain[2..])}" : Regex.Escape(domain))}(?![\w-]|\.\w)")
            .Concat(marks.Select(mark => $@"(?<![\w-]){Regex.Escape(mark)}")).ToArray();
        if (parts.Length > 0) _mentions = new Regex(string.Join('|', parts), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    /// <summary>Null where the objects are of a controller that isn't known here.</summary>
    public IngressController? Controller { get; }

    public ImmutableArray<string> Domains { get; }

    /// <summary>Reads an App's Ingresses and IngressRoutes, and of HTTPRoutes that there are some; null where it has none of them.</summary>
    public static AppRoutes? Of(IEnumerable<MapNode> objects)
    {
        var ingresses = objects.Where(body => body.TextAt("kind") == "Ingress").ToArray();
        if (ingresses.Length > 0)
        {
            var rules = ingresses.SelectMany(body => body.Map("spec").Maps("rules")).ToArray();
            var classes = ingresses.Select(body => body.Map("spec").TextAt("ingressClassName") ?? body.Annotation("kubernetes.io/ingress.class") ?? "").ToArray();
            var controller = Array.Exists(classes, name => name.Contains("nginx", StringComparison.Ordinal)) ? IngressController.Nginx : Array.Exists(classes, name => name.Contains("traefik", StringComparison.Ordinal)) ? IngressController.Traefik : null;
            var services = from body in ingresses from rule in body.Map("spec").Maps("rules") from path in rule.Map("http").Maps("paths") select $"{ObjectKey.Of(body).Namespace}-{path.Map("backend").Map("service").TextAt("name")}-";
            return new AppRoutes(controller, [.. rules.Select(rule => rule.TextAt("host")).OfType<string>().Distinct(StringComparer.Ordinal)], services.Distinct(StringComparer.Ordinal));
        }
        var routes = objects.Where(body => body.TextAt("kind") == "IngressRoute").ToArray();
        if (routes.Length > 0) return new AppRoutes(IngressController.Traefik, [.. routes.SelectMany(body => body.Map("spec").Maps("routes")).SelectMany(route => Hosts(route.TextAt("match") ?? "")).Distinct(StringComparer.Ordinal)], routes.Select(body => $"{ObjectKey.Of(body).Namespace}-{ObjectKey.Of(body).Name}-"));
        var others = objects.Where(body => body.TextAt("kind") == "HTTPRoute").ToArray();
        return others.Length == 0 ? null : new AppRoutes(null, [.. others.SelectMany(body => body.Map("spec").Texts("hostnames")).Select(host => host.Value).Distinct(StringComparer.Ordinal)], []);
    }

    /// <summary>Whether a line of the controller's log is about the App: it names a domain, or the service or route that it went to.</summary>
    public bool IsAbout(string line) => _mentions?.IsMatch(line) == true;

    /// <summary>Whether a line tells of an error: one that the controller logs as such, or an answer of 500 or more.</summary>
    public static bool IsError(string line) => Errors().IsMatch(line);

    private static IEnumerable<string> Hosts(string match) =>
        HostRule().Matches(match).Select(found => found.Groups["host"].Value)
            .Concat(WildcardRule().Matches(match).Select(found => $"*.{found.Groups["host"].Value.Replace("\\", "", StringComparison.Ordinal)}"));

    [GeneratedRegex(@"Host\(`(?<host>[^`]+)`\)", RegexOptions.CultureInvariant)]
    private static partial Regex HostRule();

    [GeneratedRegex(@"HostRegexp\(`\^\[\^\.\]\+\\\.(?<host>[^`$]+)\$`\)", RegexOptions.CultureInvariant)]
    private static partial Regex WildcardRule();

    [GeneratedRegex(@"\[(?:error|crit|alert|emerg)\]|"" 5\d\d |""(?:DownstreamStatus|status)"": ?""?5\d\d|""level"": ?""(?:error|fatal)""|\blevel=(?:error|fatal)\b|\bERR\b", RegexOptions.CultureInvariant)]
    private static partial Regex Errors();
}
