using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>From what a user wrote as --ref to the question for the server, and from its answer to a revision.</summary>
internal static partial class RemoteReferences
{
    /// <summary>What git itself allows as the name of a branch or tag, without the forms that only mean something locally.</summary>
    [GeneratedRegex(@"^(?![-/.])(?!.*(\.\.|//|@\{|/\.|\.lock$|\.lock/|[/.]$))[^\x00-\x20\x7f~^:?*\[\\]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();

    [GeneratedRegex("^[0-9a-f]{7,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex PartOfId();

    public static Diagnostic? Check(string reference) =>
        Allowed().IsMatch(reference) && reference != "@" ? null
        : GitCodes.ReferenceInvalid.At(Origin.None, $"--ref \"{reference}\" is no name that a branch or tag of a server can have", "write a branch, a tag, or all digits of a commit");

    /// <summary>The names to ask for; each is one that the server may have, or the commit behind a tag.</summary>
    public static IReadOnlyList<string> Names(string? reference) => reference switch
    {
        null or "HEAD" => ["HEAD"],
        _ when reference.StartsWith("refs/", StringComparison.Ordinal) => [reference, $"{reference}^{{}}"],
        _ => [$"refs/heads/{reference}", $"refs/tags/{reference}", $"refs/tags/{reference}^{{}}"],
    };

    /// <summary>Reads the lines "id TAB name" of `ls-remote --symref`; patterns match the ends of names, so others may stand among them.</summary>
    public static (Revision? Revision, Diagnostic? Problem) Parse(string answer, string? reference, string shown)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 2)).Where(parts => parts.Length == 2).ToArray();
        var ids = lines.Where(parts => GitObjects.IsId(parts[0])).GroupBy(parts => parts[1], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First()[0], StringComparer.Ordinal);
        if (reference is null or "HEAD")
        {
            var branch = lines.FirstOrDefault(parts => parts[1] == "HEAD" && parts[0].StartsWith("ref: ", StringComparison.Ordinal))?[0][5..];
            return ids.TryGetValue("HEAD", out var head) ? (new Revision(head, branch ?? "HEAD"), null)
                : (null, GitCodes.RepositoryEmpty.At(Origin.None, $"{shown} has no commit on its default branch", "push a commit, or name a branch with --ref"));
        }
        var found = Names(reference).Where(name => !name.EndsWith("^{}", StringComparison.Ordinal) && ids.ContainsKey(name)).ToArray();
        if (found.Length > 1)
            return (null, GitCodes.ReferenceAmbiguous.At(Origin.None, $"{shown} has a branch and a tag that are called {reference}", $"write --ref {found[0]} or --ref {found[1]}"));
        if (found.Length == 0)
        {
            var fix = PartOfId().IsMatch(reference) ? "a commit is named by all its digits" : "git ls-remote shows what there is";
            return (null, GitCodes.ReferenceMissing.At(Origin.None, $"{shown} has no branch and no tag {reference}", fix));
        }
        return ids.TryGetValue($"{found[0]}^{{}}", out var commit) ? (new Revision(commit, found[0], ids[found[0]]), null) : (new Revision(ids[found[0]], found[0]), null);
    }
}
