using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Reconciler.Server.Tests.Hooks;

/// <summary>What a forge sends after a push, in the shape in which it sends it.</summary>
internal sealed record Delivery(string Forge, string Body, Func<string, string, (string Name, string Value)[]> Headers)
{
    public string ContentType { get; init; } = "application/json";

    public static readonly Delivery GitHub = new("github", """
        {"ref":"refs/heads/main","before":"6113728f27ae82c7b1a177c8d03f9e96e0adf246","after":"0000000000000000000000000000000000000001","created":false,"deleted":false,"forced":false,"base_ref":null,
         "compare":"https://github.com/acme/config/compare/6113728f27ae...000000000001",
         "commits":[{"id":"0000000000000000000000000000000000000001","tree_id":"f9d2a07e9488b91af2641b26b9407fe22a451433","distinct":true,"message":"Change the map","timestamp":"2026-01-02T03:04:05Z","author":{"name":"Ada","email":"ada@example.com","username":"ada"},"added":[],"removed":[],"modified":["one.yaml"]}],
         "head_commit":{"id":"0000000000000000000000000000000000000001","message":"Change the map"},
         "repository":{"id":186853002,"node_id":"MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=","name":"config","full_name":"acme/config","private":true,"owner":{"name":"acme","login":"acme","type":"Organization"},"html_url":"https://github.com/acme/config","url":"https://github.com/acme/config","git_url":"git://github.com/acme/config.git","ssh_url":"git@github.com:acme/config.git","clone_url":"https://github.com/acme/config.git","default_branch":"main"},
         "pusher":{"name":"ada","email":"ada@example.com"},"sender":{"login":"ada","id":1,"type":"User"}}
        """, (secret, body) => [("X-GitHub-Event", "push"), ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"), ("X-Hub-Signature", "sha1=0000"), ("X-Hub-Signature-256", $"sha256={Mac(secret, body)}")]);

    public static readonly Delivery GitHubForm = GitHub with { Forge = "github as a form", Body = $"payload={Uri.EscapeDataString(GitHub.Body)}", ContentType = "application/x-www-form-urlencoded" };

    public static readonly Delivery GitHubPing = new("github ping", """{"zen":"Keep it logically awesome.","hook_id":109948940,"hook":{"type":"Repository","id":109948940,"name":"web","active":true,"events":["push"]},"repository":{"full_name":"acme/config","clone_url":"https://github.com/acme/config.git"}}""",
        (secret, body) => [("X-GitHub-Event", "ping"), ("X-Hub-Signature-256", $"sha256={Mac(secret, body)}")]);

    public static readonly Delivery GitLab = new("gitlab", """
        {"object_kind":"push","event_name":"push","before":"95790bf891e76fee5e1747ab589903a6a1f80f22","after":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","ref":"refs/heads/main","checkout_sha":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","user_id":4,"user_name":"Ada","project_id":15,
         "project":{"id":15,"name":"config","description":"","web_url":"https://gitlab.example.com/acme/config","git_ssh_url":"git@gitlab.example.com:acme/config.git","git_http_url":"https://gitlab.example.com/acme/config.git","namespace":"acme","visibility_level":0,"path_with_namespace":"acme/config","default_branch":"main","homepage":"https://gitlab.example.com/acme/config"},
         "repository":{"name":"config","url":"git@gitlab.example.com:acme/config.git","description":"","homepage":"https://gitlab.example.com/acme/config","git_http_url":"https://gitlab.example.com/acme/config.git","git_ssh_url":"git@gitlab.example.com:acme/config.git"},
         "commits":[{"id":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","message":"Change the map","author":{"name":"Ada","email":"ada@example.com"},"modified":["one.yaml"]}],"total_commits_count":1}
        """, (secret, _) => [("X-Gitlab-Event", "Push Hook"), ("X-Gitlab-Token", secret)]);

    public static readonly Delivery Gitea = new("gitea", """
        {"ref":"refs/heads/main","before":"28e1879d029cb852e4844d9c718537df08844e03","after":"bffeb74224043ba2feb48d137756c8a9331c449a","compare_url":"https://gitea.example.com/acme/config/compare/28e1879d029c...bffeb7422404",
         "commits":[{"id":"bffeb74224043ba2feb48d137756c8a9331c449a","message":"Change the map\n","url":"https://gitea.example.com/acme/config/commit/bffeb74224043ba2feb48d137756c8a9331c449a","author":{"name":"Ada","email":"ada@example.com","username":"ada"}}],
         "repository":{"id":140,"owner":{"id":1,"login":"acme"},"name":"config","full_name":"acme/config","html_url":"https://gitea.example.com/acme/config","ssh_url":"ssh://gitea@gitea.example.com:2222/acme/config.git","clone_url":"https://gitea.example.com/acme/config.git","default_branch":"main"},
         "pusher":{"id":1,"login":"ada"},"sender":{"id":1,"login":"ada"}}
        """, (secret, body) => [("X-Gitea-Event", "push"), ("X-Gitea-Delivery", "f6266f16-1bf3-46a5-9ea4-602e06ead473"), ("X-Gitea-Signature", Mac(secret, body))]);

    public static readonly Delivery Forgejo = Gitea with { Forge = "forgejo", Headers = (secret, body) => [("X-Forgejo-Event", "push"), ("X-Forgejo-Signature", Mac(secret, body)), ("X-GitHub-Event", "push")] };

    public static readonly Delivery Bitbucket = new("bitbucket", """
        {"push":{"changes":[{"old":{"type":"branch","name":"main","target":{"hash":"1e65c05c1d5171631d92438a13901ca7dae9618c"}},"new":{"type":"branch","name":"main","target":{"hash":"709d658dc5b6d6afcd46049c2f332ee3f515a67d"}},"created":false,"closed":false,"forced":false}]},
         "repository":{"type":"repository","full_name":"acme/config","links":{"self":{"href":"https://api.bitbucket.org/2.0/repositories/acme/config"},"html":{"href":"https://bitbucket.org/acme/config"}},"name":"config","scm":"git","is_private":true},
         "actor":{"type":"user","display_name":"Ada"}}
        """, (secret, body) => [("X-Event-Key", "repo:push"), ("X-Request-UUID", "d9f8a8b1"), ("X-Hub-Signature", $"sha256={Mac(secret, body)}")]);

    public static readonly Delivery BitbucketServer = new("bitbucket server", """
        {"eventKey":"repo:refs_changed","date":"2026-01-02T03:04:05+0000","actor":{"name":"ada","displayName":"Ada"},
         "repository":{"slug":"config","id":84,"name":"config","scmId":"git","state":"AVAILABLE","project":{"key":"ACME","id":84,"name":"acme"},"links":{"clone":[{"href":"https://bitbucket.example.com/scm/acme/config.git","name":"http"},{"href":"ssh://git@bitbucket.example.com:7999/acme/config.git","name":"ssh"}]}},
         "changes":[{"ref":{"id":"refs/heads/main","displayId":"main","type":"BRANCH"},"refId":"refs/heads/main","fromHash":"ecddabb624f6f5ba43816f5926e580a5f680a932","toHash":"178864a7d521b6f5e720b386b2c2b0ef8563e0dc","type":"UPDATE"}]}
        """, (secret, body) => [("X-Event-Key", "repo:refs_changed"), ("X-Hub-Signature", $"sha256={Mac(secret, body)}")]);

    public static readonly IReadOnlyList<Delivery> Pushes = [GitHub, GitHubForm, GitLab, Gitea, Forgejo, Bitbucket, BitbucketServer];

    public async Task<HttpResponseMessage> SendAsync(HttpClient client, string secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "hooks/git") { Content = new StringContent(Body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        foreach (var (name, value) in Headers(secret, Body)) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    private static string Mac(string secret, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
