using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Access;

/// <summary>Makes and reads the tokens of ServiceAccounts: signed, for an audience, until a time, and only as long as the account is there.</summary>
public sealed class ServiceAccountTokens(byte[] key)
{
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    /// <summary>A token for an account; without an end it is good for as long as the account.</summary>
    public string Issue(MapNode account, IEnumerable<string> audiences, DateTimeOffset now, DateTimeOffset? until)
    {
        var metadata = account.Map("metadata");
        var (home, name) = (metadata.Text("namespace")?.Value ?? "", metadata.Text("name")?.Value ?? "");
        var claims = new MapBuilder
        {
            ["aud"] = ListNode.Of(audiences.Select(audience => (Node)audience)),
            ["exp"] = until is { } end ? ScalarNode.Of(end.ToUnixTimeSeconds()) : null,
            ["iat"] = ScalarNode.Of(now.ToUnixTimeSeconds()),
            ["iss"] = Issuer,
            ["kubernetes.io"] = new MapBuilder { ["namespace"] = home, ["serviceaccount"] = new MapBuilder { ["name"] = name, ["uid"] = metadata.Text("uid") } },
            ["nbf"] = ScalarNode.Of(now.ToUnixTimeSeconds()),
            ["sub"] = UserName(home, name),
        };
        var signed = $"{Encode(Encoding.UTF8.GetBytes(Header))}.{Encode(NodeJson.ToUtf8(claims.ToMap()))}";
        return $"{signed}.{Encode(Sign(signed))}";
    }

    /// <summary>Whose a token is; null where it isn't ours, has ended, or its account is gone.</summary>
    public (ApiUser User, ImmutableArray<string> Audiences)? Read(string token, StoreState state, DateTimeOffset now)
    {
        if (Claims(token) is not { } claims) return null;
        if (claims.Text("exp")?.Value is { } end && long.TryParse(end, out var seconds) && seconds <= now.ToUnixTimeSeconds()) return null;
        var bound = claims.Map("kubernetes.io");
        var (home, name) = (bound.Text("namespace")?.Value ?? "", bound.Map("serviceaccount").Text("name")?.Value ?? "");
        var uid = bound.Map("serviceaccount").Text("uid")?.Value;
        if (state.Find(new ObjectPlace("serviceaccounts", home, name)) is not { } account || account.Uid != uid) return null;
        return (UserOf(home, name) with { Uid = uid }, [.. claims.Texts("aud").Select(audience => audience.Value)]);
    }

    /// <summary>The user that an account is.</summary>
    public static ApiUser UserOf(string inNamespace, string name) =>
        new(UserName(inNamespace, name), ["system:serviceaccounts", $"system:serviceaccounts:{inNamespace}", "system:authenticated"]);

    private static string UserName(string inNamespace, string name) => $"system:serviceaccount:{inNamespace}:{name}";

    private MapNode? Claims(string token)
    {
        if (token.Split('.') is not [var header, var body, var signature]) return null;
        if (!Base64Url.IsValid(signature) || !Base64Url.IsValid(body)) return null;
        if (!CryptographicOperations.FixedTimeEquals(Sign($"{header}.{body}"), Base64Url.DecodeFromChars(signature))) return null;
        try
        {
            return NodeJson.Read(Base64Url.DecodeFromChars(body)) as MapNode;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
