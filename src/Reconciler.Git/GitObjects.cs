using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;

namespace Reconciler.Git;

/// <summary>Reads the objects of one repository on this machine: trees, files, commits. It never asks a server.</summary>
internal sealed class GitObjects(GitCommand git, string repository)
{
    private const long LongestLink = 4096;

    public GitCommand Git => git;
    public string Repository => repository;

    /// <summary>Whether this is how a whole object id looks.</summary>
    public static bool IsId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Every name of a commit; a problem where any object of it is not there or can't be read.</summary>
    public async Task<(GitTree? Tree, Diagnostic? Problem)> ListAsync(string commit, CancellationToken cancellation)
    {
        var listing = await RunAsync(["ls-tree", "-r", "-l", "-z", "--full-tree", commit], cancellation);
        if (!listing.IsDone) return (null, GitProblem.OfLocal($"the files of {commit[..7]} can't be listed", listing));
        var (links, problem) = await ReadAsync(GitTree.Links(listing.Output), cancellation);
        if (problem is not null) return (null, problem);
        var tree = GitTree.Parse(listing.Output, id => links!.TryGetValue(id, out var target) && target.Length <= LongestLink ? Encoding.UTF8.GetString(target.Span) : null);
        return tree is null ? (null, Damaged(commit)) : (tree, null);
    }

    /// <summary>The contents of objects by their ids. Each is checked against its id, so that a damaged one is not taken for what was committed.</summary>
    public async Task<(IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Contents, Diagnostic? Problem)> ReadAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).ToArray();
        var contents = new Dictionary<string, ReadOnlyMemory<byte>>(wanted.Length, StringComparer.Ordinal);
        if (wanted.Length == 0) return (contents, null);
        var result = await git.RunAsync(new GitCall(["cat-file", "--batch", "--buffer"]) { Repository = repository, Input = Encoding.ASCII.GetBytes(string.Join('\n', wanted) + "\n") }, cancellation);
        var rest = result.Output.AsMemory();
        foreach (var id in wanted)
        {
            if (Next(ref rest) is not { } content || !HasId(content.Span, id)) return (null, result.IsDone ? Damaged(id) : GitProblem.OfLocal($"the object {id[..7]} can't be read", result));
            contents[id] = content;
        }
        return (contents, null);
    }

    public async Task<(CommitFacts? Facts, Diagnostic? Problem)> DescribeAsync(string commit, CancellationToken cancellation)
    {
        var result = await RunAsync(["log", "-1", "--no-walk", "--encoding=UTF-8", "--format=%H%x00%an%x00%ae%x00%at%x00%s", commit], cancellation);
        var fields = result.Line.Split('\0');
        return result.IsDone && fields.Length == 5 && long.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? (new CommitFacts(fields[0], fields[1], fields[2], Time(seconds), fields[4]), null)
            : (null, GitProblem.OfLocal($"the commit {commit[..7]} can't be read", result));
    }

    public async Task<bool> HasAsync(string expression, CancellationToken cancellation) =>
        (await RunAsync(["cat-file", "-e", expression], cancellation)).IsDone;

    public Task<GitResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        git.RunAsync(new GitCall(arguments) { Repository = repository }, cancellation);

    private static Diagnostic Damaged(string id) =>
        GitCodes.FetchIncomplete.At(Objects.Origin.None, $"what {id[..7]} names is not all there", "try again");

    /// <summary>A commit may claim any time at all.</summary>
    private static DateTimeOffset Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    /// <summary>The next object of what `cat-file --batch` printed: a line "id type size", the bytes, a line break.</summary>
    private static ReadOnlyMemory<byte>? Next(ref Memory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        if (end < 0) return null;
        var head = Encoding.ASCII.GetString(rest.Span[..end]).Split(' ');
        if (head.Length != 3 || head[1] != "blob" || !int.TryParse(head[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || rest.Length < end + size + 2) return null;
        var content = rest.Slice(end + 1, size);
        rest = rest[(end + size + 2)..];
        return content;
    }

    private static bool HasId(ReadOnlySpan<byte> content, string id)
    {
        using var hash = IncrementalHash.CreateHash(id.Length == 40 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == id;
    }
}
