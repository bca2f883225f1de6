using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>Whether a document says what it is and has a name that Kubernetes takes.</summary>
internal static class ManifestIdentity
{
    private static readonly string[] SpecKinds = ["App", "AutoscalingAuth", "Certificate", "Chart", "Environment", "Node", "NodeProfile", "Storage"];

    /// <summary>A missing apiVersion or kind; without both, what to write to have the file passed over.</summary>
    public static Diagnostic? Problem(MapNode body)
    {
        var (apiVersion, kind) = (body.Text("apiVersion")?.Value, body.Text("kind")?.Value);
        if (string.IsNullOrEmpty(apiVersion) && string.IsNullOrEmpty(kind))
        {
            return ManifestCodes.NotAnObject.At(body.Origin, "the document has neither apiVersion nor kind, so it is no spec and no manifest",
                body.Origin.File is { } file ? $"add apiVersion and kind, or the line /{file} to .reconcileignore" : "add apiVersion and kind");
        }
        if (string.IsNullOrEmpty(kind))
            return ManifestCodes.IdentityMissing.At(body.Origin, "the document has an apiVersion but no kind", "write kind", "kind");
        if (!string.IsNullOrEmpty(apiVersion)) return null;
        var versions = ManifestKind.VersionsOf(kind).Concat(SpecKinds.Contains(kind) ? ["reconciler.dev/v1"] : []).ToList();
        return ManifestCodes.IdentityMissing.At(body.Origin, $"the {kind} has no apiVersion", versions.Count == 0 ? "write apiVersion" : $"write apiVersion: {string.Join(" or ", versions)}", "apiVersion");
    }

    /// <summary>What Kubernetes would not take of an object's name.</summary>
    public static IEnumerable<Diagnostic> NameProblems(MapNode body, Sourced<string> name)
    {
        if (body.Map("metadata")!.Find("generateName") is { } generated && !generated.Value.IsNullOrMissing())
            yield return ManifestCodes.GenerateName.At(generated.KeyOrigin, "generateName is not used where there is a name", "remove it", "metadata.generateName");
        var (group, kind) = (ObjectKey.GroupOf(body.Text("apiVersion")!.Value), body.Text("kind")!.Value);
        if (ObjectNames.Problem(group, kind, name.Value) is not { } rule) yield break;
        var legal = ObjectNames.Legal(group, kind, name.Value);
        yield return ManifestCodes.BadName.At(name.Origin, $"\"{name.Value}\" can't be the name of a {kind}: it has to {rule}", legal is null ? null : $"write {legal}", "metadata.name") with
        {
            Expected = rule,
            Found = name.Value,
        };
    }
}
