using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Rendering.Charts;

/// <summary>A path of `helm --set`: keys with dots between them, \. for a dot inside a key, [n] for an item of a list.</summary>
internal sealed record ValuePath(ImmutableArray<ValuePath.Step> Steps)
{
    /// <summary>As in Helm, so that a slip can't make a list of a billion items.</summary>
    private const int LargestIndex = 65536;

    internal abstract record Step
    {
        private Step() { }

        internal sealed record Key(string Name) : Step;

        internal sealed record Item(int Index) : Step;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out ValuePath? path, [NotNullWhen(false)] out string? problem)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        path = null;
        for (var at = 0; ;)
        {
            var key = ReadKey(text, ref at);
            if (key.Length == 0)
            {
                problem = "a key is empty";
                return false;
            }
            steps.Add(new Step.Key(key));
            while (at < text.Length && text[at] == '[')
            {
                if (ReadIndex(text, ref at) is not { } index)
                {
                    problem = $"in [ ] stands the number of an item, at most {LargestIndex.ToString(CultureInfo.InvariantCulture)}";
                    return false;
                }
                steps.Add(new Step.Item(index));
            }
            if (at == text.Length) break;
            if (text[at] != '.')
            {
                problem = "after ] comes a dot, another [ or the end";
                return false;
            }
            at++;
        }
        problem = null;
        path = new ValuePath(steps.ToImmutable());
        return true;
    }

    private static string ReadKey(string text, ref int at)
    {
        var key = new StringBuilder();
        for (; at < text.Length && text[at] is not ('.' or '['); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            key.Append(text[at]);
        }
        return key.ToString();
    }

    private static int? ReadIndex(string text, ref int at)
    {
        var end = text.IndexOf(']', at);
        if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > LargestIndex) return null;
        at = end + 1;
        return index;
    }

    /// <summary>The tree with the value at the path. What is in the way is replaced, and a list is filled up with nulls.</summary>
    public Node Put(Node? root, Node value) => Put(root, 0, value);

    private Node Put(Node? node, int at, Node value)
    {
        if (at == Steps.Length) return value;
        switch (Steps[at])
        {
            case Step.Key(var name):
                var map = node as MapNode ?? MapNode.Empty;
                // A null takes away what an earlier step gave, else what the chart itself has.
                return at == Steps.Length - 1 && value.IsNullOrMissing() && map.Has(name) ? map.Without(name) : map.With(name, Put(map[name], at + 1, value), value.Origin);
            case Step.Item(var index):
                var items = (node as ListNode)?.Items ?? [];
                while (items.Length <= index) items = items.Add(ScalarNode.Null);
                return new ListNode(items.SetItem(index, Put(items[index], at + 1, value)), value.Origin);
            default:
                throw new UnreachableException();
        }
    }
}
