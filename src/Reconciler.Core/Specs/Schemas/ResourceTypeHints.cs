using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Labels and annotations by resource type: keys that are no type, or labels written without one.</summary>
internal static class ResourceTypeHints
{
    /// <summary>Dokku's names, which differ.</summary>
    private static readonly Dictionary<string, string> DokkuNames = new(StringComparer.Ordinal)
    {
        ["keda_scaled_object"] = "scaledobject",
        ["keda_http_scaled_object"] = "httpscaledobject",
        ["keda_trigger_authentication"] = "triggerauthentication",
        ["keda_secret"] = "secret",
        ["pvc"] = "persistentvolumeclaim",
        ["pv"] = "persistentvolume",
        ["hpa"] = "horizontalpodautoscaler",
        ["pdb"] = "poddisruptionbudget",
        ["ingressroute"] = "traefik_ingressroute",
        ["middleware"] = "traefik_middleware",
        ["httproute"] = "ingress",
    };

    public static Diagnostic Explain(PlacedNode parent, MapEntry entry, SchemaField field)
    {
        var types = field.Children.Select(child => child.Name).ToList();
        var what = field.Name;
        var meant = DokkuNames.GetValueOrDefault(entry.Key.ToLowerInvariant()) is { } known && types.Contains(known) ? known
            : types.FirstOrDefault(type => type.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) ?? Spelling.Closest(entry.Key, types);
        var isPlain = entry.Value is ScalarNode { IsNull: false };
        var path = parent.PathOf(entry.Key);
        var expected = $"one of {string.Join(", ", types)}";
        if (isPlain)
        {
            return SchemaCodes.UnknownResourceType.At(entry.KeyOrigin, $"{parent.Path} is by resource type, and {SchemaShape.Shortened(entry.Key)} is none; {what} for everything go to metadata.{what}",
                $"move it to metadata.{what}, or write it under a type: pod: {{{FlowText.Text(entry.Key)}: {FlowText.Of(entry.Value)}}}", path) with
            { Expected = expected, Found = entry.Key };
        }
        return SchemaCodes.UnknownResourceType.At(entry.KeyOrigin, $"there is no resource type {SchemaShape.Shortened(entry.Key)} for {parent.Path}", meant is null ? $"write {expected}" : $"write {meant}", path)
            with
        { Expected = expected, Found = entry.Key };
    }
}
