using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Reconciler.Objects;

namespace Reconciler.Server.Hooks;

/// <summary>
/// What a hook says: whether it only tries whether we are there, and which repository it is about, by all names that it gives it. Nothing
/// of it is fetched or opened; it only decides who is asked to look at a source that we know already.
/// </summary>
internal sealed record HookPayload(bool IsPing, ImmutableArray<string> Repositories)
{
    /// <summary>A body of any forge; null where it is no JSON, also not within a form.</summary>
    public static HookPayload? Read(IHeaderDictionary headers, string? contentType, ReadOnlySpan<byte> body)
    {
        var isPing = headers["X-GitHub-Event"] == "ping" || headers["X-Event-Key"] == "diagnostics:ping";
        if (body.IsEmpty) return new HookPayload(isPing, []);
        try
        {
            var form = contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))["payload"].ToString() : null;
            return NodeJson.Read(form is null ? body : Encoding.UTF8.GetBytes(form)) is MapNode map ? new HookPayload(isPing || IsTest(map), Named(map)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Bitbucket's server tries a hook with a body that says just that.</summary>
    private static bool IsTest(MapNode map) => map.Flag("test")?.Value == true;

    private static ImmutableArray<string> Named(MapNode map)
    {
        var (repository, project) = (map.Map("repository"), map.Map("project"));
        var links = repository.Map("links");
        IEnumerable<string?> names =
        [
            .. ((string[])["clone_url", "ssh_url", "html_url", "full_name", "git_http_url", "git_ssh_url", "homepage"]).Select(field => repository.Text(field)?.Value),
            .. ((string[])["git_http_url", "git_ssh_url", "web_url", "path_with_namespace"]).Select(field => project.Text(field)?.Value),
            links.Map("html").Text("href")?.Value,
            .. links.Maps("clone").Select(link => link.Text("href")?.Value),
        ];
        return [.. names.OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
    }
}
