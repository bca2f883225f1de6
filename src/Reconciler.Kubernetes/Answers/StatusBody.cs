using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Answers;

/// <summary>The body of a refusal: a Status object, or plain text where something before the API answered.</summary>
internal sealed record StatusBody(int Code, string Message)
{
    private const int LongestText = 2000;

    /// <summary>Whether the body was a Status, and not the text of a proxy or of the server's mux.</summary>
    public bool IsStatus { get; private init; }

    public string? Reason { get; private init; }
    public string? DetailsKind { get; private init; }
    public string? DetailsName { get; private init; }
    public ImmutableArray<FieldCause> Causes { get; private init; } = [];

    /// <summary>Reads a body; what is no Status becomes text.</summary>
    public static StatusBody Read(int code, ReadOnlySpan<byte> body)
    {
        try
        {
            if (body.TrimStart(" \r\n\t"u8) is [(byte)'{', ..] && NodeJson.Read(body) is MapNode map && IsOne(map)) return FromNode(code, map);
        }
        catch (JsonException)
        {
            // told as text below
        }
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
        return new StatusBody(code, text.Length == 0 ? $"the server answered {code} without a text" : text);
    }

    /// <summary>The Status of a watch's ERROR event, or of an exec's error channel.</summary>
    public static StatusBody FromNode(int code, MapNode map)
    {
        var details = map.Map("details");
        return new StatusBody(map.Int("code")?.Value ?? code, map.Text("message")?.Value ?? "")
        {
            IsStatus = true,
            Reason = map.Text("reason") is { Value.Length: > 0 } reason ? reason.Value : null,
            DetailsKind = details.Text("kind")?.Value,
            DetailsName = details.Text("name")?.Value,
            Causes = [.. details.Maps("causes").Select(cause => new FieldCause(cause.Text("reason")?.Value, cause.Text("field")?.Value, cause.Text("message")?.Value ?? ""))],
        };
    }

    public bool HasCause(string reason) => Causes.Any(cause => cause.Reason == reason);

    private static bool IsOne(MapNode map) => map.Text("kind")?.Value == "Status" && map.Text("apiVersion")?.Value == "v1";
}
