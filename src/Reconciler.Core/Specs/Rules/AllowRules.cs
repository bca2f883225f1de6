using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Environment.allow: its patterns, and the specs that lie outside of it.</summary>
internal static partial class AllowRules
{
    public static IEnumerable<Diagnostic> Check(RuleScope scope)
    {
        if (scope.Specs.Environment.Allow is not { } allow) return [];
        var clusterScoped = allow.ClusterScoped is { Value: false } refused ? OfTheCluster(scope, refused) : [];
        return Patterns(allow).Concat(allow.Fields.List("namespaces") is null ? [] : Outside(scope, allow)).Concat(clusterScoped);
    }

    /// <summary>Whether the pattern, in which a star stands for any characters, is the namespace's.</summary>
    internal static bool Matches(string pattern, string @namespace)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1) return pattern == @namespace;
        if (!@namespace.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = @namespace.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + part.Length;
        }
        return @namespace.Length - at >= parts[^1].Length && @namespace.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    private static IEnumerable<Diagnostic> Patterns(AllowSpec allow) =>
        allow.Namespaces.Where(pattern => !Pattern().IsMatch(pattern.Value))
            .Select(pattern => SpecCodes.AllowPattern.At(pattern.Origin, $"\"{pattern.Value}\" is not a pattern of namespaces", "write a namespace's name, with * for any characters, as in team-a-*"));

    private static IEnumerable<Diagnostic> Outside(RuleScope scope, AllowSpec allow)
    {
        var patterns = allow.Namespaces.Select(pattern => pattern.Value).ToList();
        foreach (var document in scope.Specs.Documents)
        {
            if (NamespaceOf(document, scope) is not { } @namespace || patterns.Exists(pattern => Matches(pattern, @namespace))) continue;
            yield return RenderCodes.OutsideAllowed.At(document.Spec.Text("namespace")?.Origin ?? document.Place, $"the {document.Kind} \"{document.Name}\" lies in namespace {@namespace}, which the Environment does not allow",
                Allowed(patterns, allow));
        }
        foreach (var manifest in scope.Specs.Manifests)
        {
            var metadata = manifest.Body.Map("metadata");
            if (metadata.Text("namespace") is not { } @namespace || patterns.Exists(pattern => Matches(pattern, @namespace.Value))) continue;
            yield return RenderCodes.OutsideAllowed.At(@namespace.Origin.IsKnown ? @namespace.Origin : manifest.Body.Origin,
                $"{ObjectKey.Of(manifest.Body)} lies in namespace {@namespace}, which the Environment does not allow", Allowed(patterns, allow));
        }
    }

    private static string Allowed(List<string> patterns, AllowSpec allow) =>
        $"allowed: {(patterns.Count == 0 ? "none" : string.Join(", ", patterns))} ({allow.Fields["namespaces"]!.Origin})";

    /// <summary>The namespace that a spec's objects lie in; null where it has none.</summary>
    private static string? NamespaceOf(SpecDocument document, RuleScope scope) => document.Kind switch
    {
        SpecKind.App or SpecKind.Storage => scope.NamespaceOf(document.Spec),
        SpecKind.AutoscalingAuth => document.Spec.Text("app") is null ? null : scope.NamespaceOf(document.Spec),
        SpecKind.Certificate or SpecKind.Chart => document.Spec.Text("namespace")?.Value,
        SpecKind.Environment or SpecKind.Node or SpecKind.NodeProfile => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<Diagnostic> OfTheCluster(RuleScope scope, Sourced<bool> refused)
    {
        foreach (var document in scope.Specs.Documents)
        {
            if (ClusterScoped(document) is not { } what) continue;
            yield return RenderCodes.OutsideAllowed.At(what.Place, $"{what.Name} belongs to the whole cluster, which the Environment does not allow", $"clusterScoped is false at {refused.Origin}");
        }
        foreach (var manifest in scope.Specs.Manifests.Where(manifest => KubeTypes.Of(manifest.Body) is { IsNamespaced: false }))
            yield return RenderCodes.OutsideAllowed.At(manifest.Body.Origin, $"{ObjectKey.Of(manifest.Body)} belongs to the whole cluster, which the Environment does not allow", $"clusterScoped is false at {refused.Origin}");
    }

    private static (Origin Place, string Name)? ClusterScoped(SpecDocument document) => document.Kind switch
    {
        SpecKind.Node or SpecKind.NodeProfile or SpecKind.Chart => (document.Place, $"the {document.Kind} \"{document.Name}\""),
        SpecKind.Storage when document.Spec.Text("hostPath") is { } path => (path.Origin, $"the volume of hostPath {path.Value}"),
        SpecKind.AutoscalingAuth when document.Spec.Text("app") is null => (document.Place, $"the AutoscalingAuth \"{document.Name}\" without an app"),
        SpecKind.Environment when new EnvironmentSpec(document, document.Spec).Tls.LetsEncrypt is { IsOff: false, Email: { } email } => (email.Origin, "the ClusterIssuer for the Environment's Let's Encrypt"),
        _ => null,
    };

    [GeneratedRegex(@"^[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
