using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;
using Reconciler.Specs.Merging;
using Reconciler.Specs.Rules;
using Reconciler.Specs.Schemas;

namespace Reconciler.Specs;

/// <summary>
/// SourceTree → SpecSet: tell documents apart, check each against its schema, read what they name, merge, and collect
/// every problem on the way. It never throws on input and never stops at the first problem.
/// </summary>
public static class SpecParser
{
    public static SpecSet Parse(SourceTree tree)
    {
        var documents = SpecDocuments.Of(tree.Files.Values);
        var problems = new List<Diagnostic>(tree.Problems.Concat(tree.Files.Values.SelectMany(file => file.Problems)).Concat(documents.Problems));
        problems.AddRange(Many.Select([.. documents.Specs.Select(document => document.Root), .. documents.Unrecognised], SpecSchemas.Check).SelectMany(found => found));
        problems.AddRange(NamedFiles.Of(documents.Specs).Problems);

        var named = documents.Specs.Where(document => document.Name.Length > 0).OrderBy(document => document.Name, StringComparer.Ordinal).ThenBy(document => document.Place).ToArray();
        var environment = Environment(named.FirstOrDefault(document => document.Kind == SpecKind.Environment));
        var profiles = Of(SpecKind.NodeProfile).Select(document => new NodeProfileSpec(document, Clean(Defaults.Node, document.Spec))).ToImmutableArray();
        var set = new SpecSet
        {
            Source = tree,
            Environment = environment,
            Documents = [.. named],
            Apps = Apps([.. Of(SpecKind.App)], environment, tree, problems),
            Storages = [.. Of(SpecKind.Storage).Select(document => new StorageSpec(document, InNamespace(environment, Clean(Defaults.Storage, document.Spec))))],
            Nodes = [.. Of(SpecKind.Node).Select(document => new NodeSpec(document, NodeComposition.Compose(document, profiles)))],
            NodeProfiles = profiles,
            Charts = [.. Of(SpecKind.Chart).Select(document => new ChartSpec(document, SpecMerge.Merge(Defaults.Chart, document.Spec)))],
            AutoscalingAuths = [.. Of(SpecKind.AutoscalingAuth).Select(document => new AutoscalingAuthSpec(document, document.Spec.Has("app") ? InNamespace(environment, Clean(document.Spec)) : Clean(document.Spec)))],
            Certificates = [.. Of(SpecKind.Certificate).Select(document => new CertificateSpec(document, Clean(document.Spec)))],
            Manifests = Manifests(documents.Manifests, environment, problems),
            Problems = [.. problems],
        };
        return set with { Problems = set.Problems.AddRange(SpecRules.Check(set)) };

        IEnumerable<SpecDocument> Of(SpecKind kind) => named.Where(document => document.Kind == kind);
    }

    /// <summary>Objects have to lie somewhere, also where the Environment's own words for it can't be read.</summary>
    private static EnvironmentSpec Environment(SpecDocument? document)
    {
        var fields = Clean(Defaults.Environment, document?.Spec);
        foreach (var name in (string[])["systemNamespace", "namespace"])
            if (fields.Text(name) is null) fields = fields.With(name, Defaults.Environment[name]!);
        return new EnvironmentSpec(document, fields);
    }

    private static ImmutableArray<AppSpec> Apps(SpecDocument[] documents, EnvironmentSpec environment, SourceTree tree, List<Diagnostic> problems)
    {
        var composed = Many.Select(documents, document =>
        {
            var dokku = DokkuParts.Of(document, tree, out var found);
            return (App: AppComposition.Compose(document, environment, dokku.Procfile, dokku.AppJson), Problems: found);
        });
        problems.AddRange(composed.SelectMany(one => one.Problems));
        return [.. composed.Select(one => one.App)];
    }

    private static ImmutableArray<ManifestDocument> Manifests(ImmutableArray<MapNode> roots, EnvironmentSpec environment, List<Diagnostic> problems)
    {
        var manifests = ImmutableArray.CreateBuilder<ManifestDocument>();
        foreach (var root in roots)
        {
            var (objects, found) = ManifestReader.Read(root, environment.Namespace!.Value);
            problems.AddRange(found);
            foreach (var body in objects) manifests.Add(new ManifestDocument(body, root.Origin.File ?? ""));
        }
        return manifests.ToImmutable();
    }

    private static MapNode Clean(params ReadOnlySpan<MapNode?> steps) => SpecMerge.WithoutNulls(SpecMerge.Merge(steps));

    /// <summary>What names no namespace lives in the Environment's.</summary>
    private static MapNode InNamespace(EnvironmentSpec environment, MapNode fields) =>
        fields.Text("namespace") is not null ? fields : fields.With("namespace", environment.Namespace!);
}
