using System.Collections.Immutable;
using Reconciler.Kube;

namespace Reconciler.Kubernetes.Answers;

/// <summary>
/// Reads the mistakes that server-side apply finds in an object out of its message, each with its path:
/// <c>failed to create typed patch object (ns/name; apps/v1, Kind=Deployment): .spec.x: field not declared in schema</c>.
/// </summary>
internal static class MistakeText
{
    private static readonly string[] Starts = ["failed to create typed patch object", "failed to convert new object"];

    public static bool IsMistake(string message) => Starts.Any(start => message.StartsWith(start, StringComparison.Ordinal));

    public static ImmutableArray<FieldMistake> Read(string message)
    {
        var text = AfterObject(message);
        var mistakes = ImmutableArray.CreateBuilder<FieldMistake>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line == "errors:") continue;
            var end = line.StartsWith('.') ? PathEnd(line) : -1;
            if (end > 0) mistakes.Add(new FieldMistake(line[..end], line[(end + 1)..].Trim()));
            else if (mistakes.Count > 0) mistakes[^1] = mistakes[^1] with { Message = $"{mistakes[^1].Message}\n{line}" };
            else mistakes.Add(new FieldMistake("", line));
        }
        return mistakes.ToImmutable();
    }

    /// <summary>What follows the object's name in brackets, which may hold a colon itself.</summary>
    private static string AfterObject(string message)
    {
        var at = message.IndexOf("): ", StringComparison.Ordinal);
        return at < 0 ? message : message[(at + 3)..];
    }

    /// <summary>Where a path ends: at the first colon outside of brackets and quotes.</summary>
    private static int PathEnd(string line)
    {
        var isQuoted = false;
        var depth = 0;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\' when isQuoted:
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '[' when !isQuoted:
                    depth++;
                    break;
                case ']' when !isQuoted:
                    depth--;
                    break;
                case ':' when !isQuoted && depth == 0:
                    return i;
            }
        }
        return -1;
    }
}
