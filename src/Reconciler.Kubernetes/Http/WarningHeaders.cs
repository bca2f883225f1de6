using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;

namespace Reconciler.Kubernetes.Http;

/// <summary>Reads the texts of Warning headers: <c>299 - "would violate PodSecurity …"</c>, of which one line may have several.</summary>
internal static class WarningHeaders
{
    public static ImmutableArray<string> Read(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Warning", out var lines)) return [];
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var line in lines) AddTexts(line, texts);
        return texts.ToImmutable();
    }

    private static void AddTexts(string line, ImmutableArray<string>.Builder texts)
    {
        for (var at = 0; at < line.Length;)
        {
            var start = line.IndexOf('"', at);
            if (start < 0) return;
            var text = new StringBuilder();
            var end = start + 1;
            for (; end < line.Length && line[end] != '"'; end++)
            {
                if (line[end] == '\\' && end + 1 < line.Length) end++;
                text.Append(line[end]);
            }
            // a date in quotes may follow the text
            var isText = line.AsSpan(at, start - at).TrimStart(", ").StartsWith("299", StringComparison.Ordinal);
            if (isText) texts.Add(text.ToString());
            at = end + 1;
        }
    }
}
