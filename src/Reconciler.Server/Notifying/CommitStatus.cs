using System.Net.Http.Headers;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Server.Notifying;

/// <summary>A commit's status in the words of a forge.</summary>
internal static class CommitStatus
{
    /// <summary>What GitHub takes at most.</summary>
    private const int LongestDescription = 140;

    public static HttpRequestMessage Request(string forge, Uri address, string token, string environment, CommitState state)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(Body(forge, environment, state), Encoding.UTF8, "application/json") };
        switch (forge)
        {
            case "github":
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Headers.Accept.ParseAdd("application/vnd.github+json");
                request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
                break;
            case "gitlab":
                request.Headers.Add("PRIVATE-TOKEN", token);
                break;
            default:
                request.Headers.Authorization = new AuthenticationHeaderValue("token", token);
                break;
        }
        return request;
    }

    private static string Body(string forge, string environment, CommitState state) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["state"] = forge == "gitlab" ? GitLabWord(state.Verdict) : Word(state.Verdict),
        [forge == "gitlab" ? "name" : "context"] = $"reconciler/{environment}",
        ["description"] = state.Description.Length > LongestDescription ? $"{state.Description[..(LongestDescription - 1)]}…" : state.Description,
    }.ToMap(), indented: false);

    private static string Word(CommitVerdict verdict) => verdict switch
    {
        CommitVerdict.Applying or CommitVerdict.Waiting => "pending",
        CommitVerdict.Applied => "success",
        CommitVerdict.Failed => "failure",
        CommitVerdict.Superseded => "error",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string GitLabWord(CommitVerdict verdict) => verdict switch
    {
        CommitVerdict.Applying => "running",
        CommitVerdict.Waiting => "pending",
        CommitVerdict.Applied => "success",
        CommitVerdict.Failed => "failed",
        CommitVerdict.Superseded => "canceled",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
