using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;

namespace Reconciler.Server.Api;

/// <summary>
/// Builds kustomizations of a tree that somebody sent, from that tree alone. The command would fetch whatever address stands in it, from
/// where the controller runs, for people who may only look; in a source such an address was put by somebody who may change the source.
/// </summary>
internal sealed class OwnKustomize(IKustomize kustomize) : IKustomize
{
    private static readonly ImmutableArray<string> Names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>What the command takes for a folder, a file or a repository.</summary>
    private static readonly ImmutableHashSet<string> Fetched = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "resources", "bases", "components", "generators", "transformers", "validators", "crds", "configurations");

    /// <summary>What it puts into objects as it stands.</summary>
    private static readonly ImmutableHashSet<string> Values = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "commonAnnotations", "commonLabels", "labels", "annotations", "literals", "images", "patch", "metadata");

    public async Task<KustomizeResult> BuildAsync(string folder, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation)
    {
        foreach (var (path, bytes) in files.Where(file => Names.Contains(Path.GetFileName(file.Key), StringComparer.OrdinalIgnoreCase)))
        {
            var yaml = YamlReader.Read(path, bytes.Span);
            var foreign = yaml.Problems.IsEmpty ? yaml.Documents.Select<YamlDocument, ScalarNode?>(document => Foreign(document.Root, isFetched: false)).FirstOrDefault(found => found is not null) : null;
            if (!yaml.Problems.IsEmpty) return new KustomizeResult.Failed(yaml.Problems[0].Code, $"{path}: {yaml.Problems[0].Message}");
            if (foreign is not null) return new KustomizeResult.Failed(MachineCodes.KustomizeFailed, $"{foreign.Origin} names {foreign.Value}, and nothing is fetched for a tree that was sent", "copy it into the tree, or plan a ref of the source");
        }
        return await kustomize.BuildAsync(folder, files, cancellation);
    }

    private static ScalarNode? Foreign(Node node, bool isFetched) => node switch
    {
        ScalarNode { Value: { } text } scalar => text.Contains("://", StringComparison.Ordinal) || (isFetched && IsRemote(text)) ? scalar : null,
        ListNode list => list.Items.Select(item => Foreign(item, isFetched)).FirstOrDefault(found => found is not null),
        MapNode map => map.Entries.Where(entry => !Values.Contains(entry.Key)).Select(entry => Foreign(entry.Value, isFetched || Fetched.Contains(entry.Key))).FirstOrDefault(found => found is not null),
        _ => null,
    };

    /// <summary>The short forms of repositories: user@host:path, host:path, and GitHub's without a scheme.</summary>
    private static bool IsRemote(string text) => !text.Contains('\n', StringComparison.Ordinal) && (text.Contains(':', StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal) || text.StartsWith("github.com", StringComparison.OrdinalIgnoreCase) || text.Contains("_git/", StringComparison.Ordinal) || text.Contains(".git", StringComparison.Ordinal));
}
