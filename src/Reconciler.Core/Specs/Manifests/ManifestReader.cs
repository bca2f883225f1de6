using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>What a document of plain Kubernetes holds, in canonical form, and every problem of it.</summary>
public sealed record ManifestReading(ImmutableArray<MapNode> Objects, ImmutableArray<Diagnostic> Problems);

/// <summary>
/// Reads a document whose apiVersion is not reconciler.dev/v1. Objects whose apiVersion, kind and name are known are given
/// also where they have problems, so that what refers to them finds them.
/// </summary>
public static class ManifestReader
{
    public static ManifestReading Read(MapNode document, string defaultNamespace)
    {
        var objects = ImmutableArray.CreateBuilder<MapNode>();
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var body = new MapNode(document.Entries.RemoveAll(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)), document.Origin);
        Read(body, defaultNamespace, objects, problems);
        return new ManifestReading(objects.ToImmutable(), [.. problems.OrderBy(problem => problem.Place)]);
    }

    private static void Read(MapNode body, string defaultNamespace, ImmutableArray<MapNode>.Builder objects, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (ManifestIdentity.Problem(body) is { } missing)
        {
            problems.Add(missing);
            return;
        }
        if (ManifestList.IsList(body))
        {
            foreach (var item in ManifestList.Items(body, problems)) Read(item, defaultNamespace, objects, problems);
            return;
        }
        var kind = ManifestKind.Of(body);
        problems.AddRange(kind.Problems);
        var metadata = body.Map("metadata");
        if (metadata.Text("name") is not { } name)
        {
            problems.AddRange(NameMissing(body));
            CheckContent(body, kind, problems);
            return;
        }
        problems.AddRange(ManifestIdentity.NameProblems(body, name));
        var placed = Placed(body, metadata!, kind, defaultNamespace, problems);
        CheckContent(body, kind, problems);
        objects.Add(CanonicalManifest.Of(placed));
    }

    private static IEnumerable<Diagnostic> NameMissing(MapNode body)
    {
        if (body.Map("metadata")?.Find("generateName") is { } generated)
            yield return ManifestCodes.GenerateName.At(generated.KeyOrigin, "generateName would make another object at each apply", "write metadata.name instead", "metadata.generateName");
        else
            yield return ManifestCodes.IdentityMissing.At(body.Map("metadata")?.Origin ?? body.Origin, $"the {body.Text("kind")!.Value} has no name", "write metadata.name", "metadata.name");
    }

    /// <summary>The object with the namespace that it will have; what Kubernetes doesn't know by itself keeps what is written.</summary>
    private static MapNode Placed(MapNode body, MapNode metadata, ManifestKind kind, string defaultNamespace, ImmutableArray<Diagnostic>.Builder problems)
    {
        var written = metadata.Text("namespace");
        if (written is { Value.Length: 0 }) written = null;
        if (written is not null && kind.IsNamespaced == false)
        {
            problems.Add(ManifestCodes.NamespaceRefused.At(written.Origin, $"a {body.Text("kind")!.Value} belongs to the whole cluster and has no namespace", "remove metadata.namespace", "metadata.namespace"));
            return With(body, metadata.Without("namespace"));
        }
        if (written is not null && !ObjectNames.IsLabel(written.Value))
            problems.Add(ManifestCodes.BadName.At(written.Origin, $"the namespace \"{written.Value}\" can't exist: it has to {ObjectNames.Problem("", "Namespace", written.Value)}", field: "metadata.namespace"));
        return written is null && kind.IsNamespaced == true ? With(body, metadata.With("namespace", defaultNamespace)) : body;
    }

    private static MapNode With(MapNode body, MapNode metadata) => body.With("metadata", metadata, body.Find("metadata")!.Value.KeyOrigin);

    private static void CheckContent(MapNode body, ManifestKind kind, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (kind.Known is { Root: not null } known) problems.AddRange(KubeFieldCheck.Check(body, known).Select(ToDiagnostic));
        else if (body.Map("metadata") is { } metadata) problems.AddRange(KubeFieldCheck.Check(metadata.Without("managedFields"), KubeTypes.ObjectMeta, FieldPath.Root.Key("metadata")).Select(ToDiagnostic));
        problems.AddRange(ReservedMetadata.Problems(body, kind.Known?.Root));
        problems.AddRange(SteeringAnnotations.Problems(body, kind.Known?.Root));
        var serverOwned = CanonicalManifest.WrittenServerFields(body).ToList();
        if (serverOwned.Count > 0)
            problems.Add(ManifestCodes.ServerOwned.At(serverOwned[0].KeyOrigin, $"{string.Join(", ", serverOwned.Select(entry => entry.Key))} {(serverOwned.Count == 1 ? "is" : "are")} written by the server and left out"));
    }

    /// <summary>A problem of a field as a diagnostic of a manifest.</summary>
    public static Diagnostic ToDiagnostic(FieldProblem problem)
    {
        var (code, message) = problem.Kind switch
        {
            FieldProblemKind.UnknownField => (ManifestCodes.UnknownField, problem.Message),
            FieldProblemKind.WrongType => (ManifestCodes.WrongType, $"{problem.Path}: {problem.Message}"),
            FieldProblemKind.MissingField => (ManifestCodes.MissingField, problem.Message),
            FieldProblemKind.DuplicateItem => (ManifestCodes.DuplicateItem, $"{problem.Path}: {problem.Message}"),
            FieldProblemKind.BadValue => (ManifestCodes.BadValue, $"{problem.Path}: {problem.Message}"),
            _ => throw new UnreachableException(),
        };
        return code.At(problem.Place, message, problem.Fix, problem.Path.ToString()) with { Expected = problem.Expected, Found = problem.Found };
    }
}
