using System.Collections.Immutable;
using Reconciler.Diagnostics;

namespace Reconciler.Objects;

/// <summary>One document of a YAML file and the lines that it takes up.</summary>
public sealed record YamlDocument(MapNode Root, int FirstLine, int LastLine);

/// <summary>What a YAML file says, with every problem of it. Documents that could not be read are not in the list.</summary>
public sealed record YamlFile(string Path, ImmutableArray<YamlDocument> Documents, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>The codes that a comment `# reconcile: allow RCN1234` silences, by line.</summary>
    public ImmutableDictionary<int, ImmutableArray<string>> Allowed { get; init; } = ImmutableDictionary<int, ImmutableArray<string>>.Empty;
}
