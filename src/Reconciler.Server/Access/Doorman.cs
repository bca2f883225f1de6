using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Engine;

namespace Reconciler.Server.Access;

/// <summary>Whether somebody may do something, or what keeps that from being known.</summary>
public abstract record Verdict
{
    private Verdict() { }

    public sealed record Allowed(Person Person) : Verdict;

    /// <summary>Nobody is known by what was shown: 401.</summary>
    public sealed record Stranger : Verdict;

    /// <summary>Known, and not allowed: 403.</summary>
    public sealed record Refused(Person Person, AccessNeed Need) : Verdict;

    /// <summary>The cluster could not be asked, which is no permission: 503.</summary>
    public sealed record Unknown(string Why) : Verdict;
}

/// <summary>
/// Decides who comes in. Without any means of authentication it is open, which is only for an address that nobody else reaches. What the
/// cluster answered counts for some seconds.
/// </summary>
internal sealed class Doorman(ServerSettings settings)
{
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);
    private static readonly Person Local = new("local", [StaticToken.Admins]);

    private readonly ConcurrentDictionary<string, (Person? Person, long At)> _people = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string User, AccessNeed Need), (bool IsAllowed, long At)> _answers = new();

    /// <summary>Whether anybody may come in.</summary>
    public bool IsOpen => settings.Access is null && settings.Tokens.IsEmpty;

    public async Task<Verdict> JudgeAsync(HttpContext context, AccessNeed need, CancellationToken cancellation)
    {
        if (IsOpen) return new Verdict.Allowed(Local);
        if (TokenOf(context.Request) is not { } token) return new Verdict.Stranger();
        if (settings.Tokens.FirstOrDefault(known => known.Is(token)) is { Person: var holder })
            return need.Verb == "get" || holder.Groups.Contains(StaticToken.Admins) ? new Verdict.Allowed(holder) : new Verdict.Refused(holder, need);
        if (settings.Access is not { } access) return new Verdict.Stranger();
        var (person, unknown) = await WhoAsync(access, token, cancellation);
        if (unknown is not null) return new Verdict.Unknown(unknown);
        if (person is null) return new Verdict.Stranger();
        return await MayAsync(access, person, need, cancellation);
    }

    private async Task<(Person? Person, string? Unknown)> WhoAsync(IAccess access, string token, CancellationToken cancellation)
    {
        // the token itself is not kept
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_people.TryGetValue(key, out var known) && settings.Time.GetElapsedTime(known.At) < Memory) return (known.Person, null);
        if (!(await access.WhoAsync(token, cancellation)).TryGet(out var person, out var why) && why is not null) return (null, $"the cluster can't be asked who that is: {why.Message}");
        if (_people.Count > MostRemembered) _people.Clear();
        _people[key] = (person, settings.Time.GetTimestamp());
        return (person, null);
    }

    private async Task<Verdict> MayAsync(IAccess access, Person person, AccessNeed need, CancellationToken cancellation)
    {
        var key = ($"{person.User}\n{string.Join('\n', person.Groups)}", need);
        if (!_answers.TryGetValue(key, out var known) || settings.Time.GetElapsedTime(known.At) >= Memory)
        {
            if (!(await access.MayAsync(person, need, cancellation)).TryGet(out var isAllowed, out var why)) return new Verdict.Unknown($"the cluster can't be asked what {person.User} may do: {why.Message}");
            if (_answers.Count > MostRemembered) _answers.Clear();
            _answers[key] = known = (isAllowed, settings.Time.GetTimestamp());
        }
        return known.IsAllowed ? new Verdict.Allowed(person) : new Verdict.Refused(person, need);
    }

    /// <summary>A bearer token, or the password of basic authentication; a browser's WebSocket can only say it as a protocol.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim() is { Length: > 0 } token ? token : null;
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return Decoded(header["Basic ".Length..].Trim()) is { } pair && pair.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? pair[(colon + 1)..] : null;
        return request.HttpContext.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(protocol => protocol.StartsWith(SocketProtocol.TokenPrefix, StringComparison.Ordinal)) is { } protocol
            ? DecodedUrl(protocol[SocketProtocol.TokenPrefix.Length..])
            : null;
    }

    private static string? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static string? DecodedUrl(string base64)
    {
        var bytes = new byte[base64.Length];
        return Base64Url.TryDecodeFromChars(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}

/// <summary>What a WebSocket of ours speaks, and how a browser shows its token with it.</summary>
internal static class SocketProtocol
{
    public const string Name = "reconciler.v1";
    public const string TokenPrefix = "bearer.";
}
