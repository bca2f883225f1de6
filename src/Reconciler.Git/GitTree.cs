using System.Globalization;
using System.Text;

namespace Reconciler.Git;

/// <summary>What a name in a commit stands for.</summary>
internal abstract record GitNode
{
    private GitNode() { }

    public sealed record Folder : GitNode
    {
        public SortedDictionary<string, GitNode> Children { get; } = new(StringComparer.Ordinal);
    }

    public sealed record File(string Id, long Size) : GitNode;

    public sealed record Link(string Id, string Target) : GitNode;

    public sealed record Submodule(string Commit) : GitNode;

    /// <summary>A name that no file may have here, or two things under one name: what was made to confuse.</summary>
    public sealed record Unusable(string Reason) : GitNode;
}

/// <summary>All names of a commit, as `ls-tree` lists them, and where a path leads once links are followed.</summary>
internal sealed class GitTree
{
    private const int MostLinks = 40;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public GitNode.Folder Root { get; } = new();

    /// <summary>Reads what `ls-tree -r -l -z` prints; null where an object is missing that the tree names.</summary>
    public static GitTree? Parse(ReadOnlySpan<byte> listing, Func<string, string?> linkTarget)
    {
        var tree = new GitTree();
        while (listing.Length > 0)
        {
            var end = listing.IndexOf((byte)0);
            var tab = listing.IndexOf((byte)'\t');
            if (end < 0 || tab < 0 || tab > end) return null;
            var head = Encoding.ASCII.GetString(listing[..tab]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (head.Length != 4 || Node(head, linkTarget) is not { } node) return null;
            tree.Add(listing[(tab + 1)..end], node);
            listing = listing[(end + 1)..];
        }
        return tree;
    }

    /// <summary>The ids of the links in a listing, whose targets have to be read before it can be understood.</summary>
    public static IEnumerable<string> Links(byte[] listing) =>
        from line in Encoding.Latin1.GetString(listing).Split('\0', StringSplitOptions.RemoveEmptyEntries)
        where line.StartsWith("120000 ", StringComparison.Ordinal)
        select line.Split(' ', 4)[2];

    /// <summary>Where a path leads, from the top of the repository: the real path ("/" at the top) and what is there, or null where nothing is.</summary>
    public (string Real, GitNode Node)? Resolve(string path, out bool leaves)
    {
        leaves = false;
        var rest = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var way = new Stack<(string Name, GitNode Node)>();
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                if (!way.TryPop(out _))
                {
                    leaves = true;
                    return null;
                }
                continue;
            }
            if ((way.TryPeek(out var here) ? here.Node : Root) is not GitNode.Folder folder || !folder.Children.TryGetValue(part, out var next)) return null;
            if (next is not GitNode.Link link)
            {
                way.Push((part, next));
                continue;
            }
            leaves = link.Target.StartsWith('/');
            if (leaves || ++links > MostLinks) return null;
            foreach (var step in link.Target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(step);
        }
        return ("/" + string.Join('/', way.Reverse().Select(step => step.Name)), way.TryPeek(out var last) ? last.Node : Root);
    }

    private static GitNode? Node(string[] head, Func<string, string?> linkTarget) => head[0] switch
    {
        "160000" => new GitNode.Submodule(head[2]),
        "120000" => linkTarget(head[2]) is { } target ? new GitNode.Link(head[2], target) : null,
        _ => long.TryParse(head[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? new GitNode.File(head[2], size) : null,
    };

    private void Add(ReadOnlySpan<byte> name, GitNode node)
    {
        var (path, reason) = Decoded(name);
        var parts = path.Split('/');
        var folder = Root;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (reason is null && parts[i] is "" or "." or "..") reason = "a folder of that name can't be";
            var part = reason is null ? parts[i] : Harmless(parts[i]);
            if (!folder.Children.TryGetValue(part, out var child)) folder.Children[part] = child = new GitNode.Folder();
            if (child is not GitNode.Folder inner)
            {
                folder.Children[part] = new GitNode.Unusable("a file and a folder have the same name");
                return;
            }
            folder = inner;
        }
        if (reason is null && parts[^1] is "" or "." or "..") reason = "a file of that name can't be";
        var last = reason is null ? parts[^1] : Harmless(parts[^1]);
        folder.Children[last] = folder.Children.ContainsKey(last) ? new GitNode.Unusable("two files have the same name") : reason is null ? node : new GitNode.Unusable(reason);
    }

    private static string Harmless(string part) => part is "" or "." or ".." ? $"({part})" : part;

    private static (string Path, string? Reason) Decoded(ReadOnlySpan<byte> name)
    {
        try
        {
            return (Strict.GetString(name), null);
        }
        catch (DecoderFallbackException)
        {
            var text = new StringBuilder();
            foreach (var one in name) text.Append(one < 0x80 ? ((char)one).ToString() : $"\\x{one:x2}");
            return (text.ToString(), "its name is not UTF-8");
        }
    }
}
