using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Server.Notifying;

/// <summary>
/// What a webhook is sent. A template that is a JSON object is filled in and sent as it is; any other text is sent as Slack and those
/// who speak like it want it. Values are put into the texts of a parsed document, so that none can change its shape.
/// </summary>
internal static partial class NoticeText
{
    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z]+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    public static string Json(string? template, Notice notice) => Document(template) is { } document
        ? CanonicalJson.WriteOrdered(Filled(document, notice), indented: false)
        : CanonicalJson.WriteOrdered(new MapBuilder { ["text"] = template is null ? Escaped(notice.Line) : Fill(template, notice, Escaped) }.ToMap(), indented: false);

    private static MapNode? Document(string? template)
    {
        if (template?.TrimStart() is not ['{', not '{', ..]) return null;
        try
        {
            return NodeJson.Read(Encoding.UTF8.GetBytes(template)) as MapNode;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Node Filled(Node node, Notice notice) => node switch
    {
        MapNode map => new MapNode([.. map.Entries.Select(entry => entry with { Value = Filled(entry.Value, notice) })]),
        ListNode list => ListNode.Of(list.Items.Select(item => Filled(item, notice))),
        ScalarNode { Kind: ScalarKind.String } text => ScalarNode.Of(Fill(text.Value, notice, value => value), default),
        _ => node,
    };

    private static string Fill(string template, Notice notice, Func<string, string> escape) => Placeholder().Replace(template, match => match.Groups["name"].Value switch
    {
        "environment" => escape(notice.Environment),
        "cluster" => escape(notice.Cluster),
        "event" => notice.Word,
        "phase" => notice.Phase.ToString().ToLowerInvariant(),
        "message" => escape(notice.Message),
        "commit" => notice.Commit ?? "",
        "shortCommit" => notice.ShortCommit,
        "author" => escape(notice.Author),
        "subject" => escape(notice.Subject),
        "url" => notice.Url,
        _ => match.Value,
    });

    /// <summary>So that a commit's subject calls nobody and makes no links: what Slack asks for.</summary>
    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
