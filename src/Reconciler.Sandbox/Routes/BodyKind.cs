using System.Globalization;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Writes;
using Refusals = Reconciler.Sandbox.Api.Refusals;

namespace Reconciler.Sandbox.Routes;

/// <summary>Whether a body is of the kind that a path is for, and what is said when it is not.</summary>
internal static class BodyKind
{
    private const string Scheme = "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30";
    private const int Shown = 30;

    /// <summary>What is wrong with a body's apiVersion and kind; both may be left out for built-in kinds.</summary>
    public static ApiStatus? Problem(ServedResource resource, MapNode body, string wantedVersion, string wantedKind)
    {
        var (apiVersion, kind) = (body.Text("apiVersion")?.Value ?? "", body.Text("kind")?.Value ?? "");
        if (resource.Served.IsCustom && wantedKind == resource.Kind.Kind) return CustomProblem(body, apiVersion, kind, wantedVersion, wantedKind);
        (apiVersion, kind) = (apiVersion.Length == 0 ? wantedVersion : apiVersion, kind.Length == 0 ? wantedKind : kind);
        if (apiVersion == wantedVersion && kind == wantedKind) return null;
        var start = $"{kind} in version \"{ObjectMeta.VersionOf(apiVersion)}\" cannot be handled as a {wantedKind}";
        if (!IsKnown(apiVersion, kind)) return Refusals.BadRequest($"{start}: no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"{Scheme}\"");
        return kind == wantedKind
            ? Refusals.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({wantedVersion})")
            : Refusals.BadRequest($"{start}: converting ({ObjectMeta.VersionOf(apiVersion)}.{kind}) to ({Package(wantedVersion)}.{wantedKind}): unknown conversion");
    }

    /// <summary>A body that can't be read at all.</summary>
    public static ApiStatus Unrecognized(string kind, string syntax, ReadOnlySpan<byte> bytes) =>
        Refusals.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {syntax} ({Summary(bytes)})");

    private static ApiStatus? CustomProblem(MapNode body, string apiVersion, string kind, string wantedVersion, string wantedKind)
    {
        if (kind.Length == 0)
        {
            var text = Encoding.UTF8.GetString(NodeJson.ToUtf8(body));
            return Refusals.BadRequest($"the object provided is unrecognized (must be of type {wantedKind}): Object 'Kind' is missing in '{text}' ({Summary(NodeJson.ToUtf8(body))})");
        }
        if (apiVersion != wantedVersion) return Refusals.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({wantedVersion})");
        return kind == wantedKind ? null : WrongKind(wantedVersion, kind, body.NameOf(), wantedKind);
    }

    /// <summary>An object of a custom kind that says that it is another.</summary>
    public static ApiStatus WrongKind(string apiVersion, string kind, string name, string wantedKind) =>
        Refusals.Invalid(ObjectKey.GroupOf(apiVersion), kind, name, new StatusCause("FieldValueInvalid", "kind", $"Invalid value: \"{kind}\": must be {wantedKind}"));

    private static bool IsKnown(string apiVersion, string kind) => KubeTypes.Kinds.Any(known => known.ApiVersion == apiVersion && (known.Kind == kind || known.Kind + "List" == kind)
        || known.Subresources.Any(sub => sub.ApiVersion == apiVersion && sub.Kind == kind));

    private static string Package(string apiVersion)
    {
        var group = ObjectKey.GroupOf(apiVersion);
        return group.Length == 0 ? "core" : group.Split('.')[0];
    }

    /// <summary>The start of a body: as text where it looks like JSON, else its bytes.</summary>
    private static string Summary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "<empty>";
        var start = bytes[..Math.Min(Shown, bytes.Length)];
        var more = bytes.Length > Shown ? " ..." : "";
        return bytes[0] == (byte)'{' ? Encoding.UTF8.GetString(start) + more : Convert.ToHexString(start).ToLower(CultureInfo.InvariantCulture) + more;
    }
}
