using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>What apiVersion and kind say, before any schema is asked.</summary>
internal static class DocumentHead
{
    private const string Group = "reconciler.dev";

    /// <summary>What people call our kinds elsewhere.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Application"] = "App",
        ["Service"] = "App",
        ["Deployment"] = "App",
        ["Volume"] = "Storage",
        ["PersistentVolumeClaim"] = "Storage",
        ["HelmChart"] = "Chart",
        ["HelmRelease"] = "Chart",
        ["TriggerAuthentication"] = "AutoscalingAuth",
        ["Cluster"] = "Environment",
        ["Profile"] = "NodeProfile",
    };

    /// <summary>What is wrong with the head of a document, or null where its schema, or nobody here, has to judge it.</summary>
    public static Diagnostic? Problem(MapNode document)
    {
        var version = document.Text("apiVersion");
        var kind = document.Text("kind");
        var first = document.Entries is [var entry, ..] ? entry.KeyOrigin : document.Origin;
        if (version is null) return WithoutVersion(document, kind, first);
        if (!IsOurs(version.Value)) return null;
        if (version.Value != SpecSchemas.ApiVersion)
        {
            return SchemaCodes.WrongApiVersion.At(version.Origin, $"the apiVersion {version.Value} is not known", $"write apiVersion: {SpecSchemas.ApiVersion}", "apiVersion")
                with
            { Expected = SpecSchemas.ApiVersion, Found = version.Value };
        }
        if (kind is null)
        {
            return SchemaCodes.MissingField.At(document.Find("kind")?.KeyOrigin ?? first, "kind is missing", $"add kind: {SpecSchemas.Kinds[0]} (one of {All})", "kind") with { Expected = $"one of {All}" };
        }
        return SpecSchemas.Kinds.Contains(kind.Value) ? null : UnknownKind(kind);
    }

    private static string All => string.Join(", ", SpecSchemas.Kinds);

    private static bool IsOurs(string version) => version == Group || version.StartsWith(Group + "/", StringComparison.OrdinalIgnoreCase);

    private static Diagnostic WithoutVersion(MapNode document, Sourced<string>? kind, Origin first)
    {
        if (kind is not null && SpecSchemas.Kinds.Contains(kind.Value))
            return SchemaCodes.MissingField.At(kind.Origin, $"the {kind.Value} has no apiVersion", $"add apiVersion: {SpecSchemas.ApiVersion}", "apiVersion") with { Expected = SpecSchemas.ApiVersion };
        var missing = kind is null ? "neither apiVersion nor kind" : "no apiVersion";
        return SchemaCodes.NoApiVersionAndKind.At(first, $"the document has {missing}, so it is neither a spec nor a manifest", $"add apiVersion and kind, or write this line into .reconcileignore: {IgnoreLine(document.Origin.File)}");
    }

    /// <summary>The pattern that matches this file only: from the root, with what gitignore would take for a wildcard quoted.</summary>
    private static string IgnoreLine(string? file)
    {
        var path = string.Concat((file ?? "FILE").Select(letter => letter is '*' or '?' or '[' or '\\' ? $"\\{letter}" : letter.ToString()));
        return $"/{path.TrimStart('/')}";
    }

    private static Diagnostic UnknownKind(Sourced<string> kind)
    {
        var meant = SpecSchemas.Kinds.FirstOrDefault(known => known.Equals(kind.Value, StringComparison.OrdinalIgnoreCase))
            ?? OtherNames.GetValueOrDefault(kind.Value) ?? Spelling.Closest(kind.Value, SpecSchemas.Kinds);
        return SchemaCodes.UnknownKind.At(kind.Origin, $"there is no kind {SchemaShape.Shortened(kind.Value)} in {SpecSchemas.ApiVersion}", meant is null ? $"write one of {All}" : $"write kind: {meant}", "kind")
            with
        { Expected = $"one of {All}", Found = kind.Value };
    }
}
