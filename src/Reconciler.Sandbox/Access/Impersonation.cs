using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Access;

/// <summary>Acting as somebody else, by the Impersonate headers, for those who may.</summary>
public static class Impersonation
{
    private const string AccountStart = "system:serviceaccount:";
    private const string ExtraStart = "Impersonate-Extra-";

    /// <summary>Who a request counts as, or why its caller may not act as them.</summary>
    public static (ApiUser User, ApiStatus? Refusal) Of(IHeaderDictionary headers, ApiUser caller, Func<AccessRequest, AccessDecision> authorize)
    {
        var name = headers["Impersonate-User"].ToString();
        ImmutableArray<string> groups = [.. headers["Impersonate-Group"].OfType<string>()];
        var uid = headers["Impersonate-Uid"].ToString();
        if (name.Length == 0)
        {
            return groups.IsEmpty && uid.Length == 0
                ? (caller, null)
                : (caller, Refusals.BadRequest($"requested &user.DefaultInfo{{Name:\"\", UID:\"{uid}\", Groups:[]string{{{string.Join(", ", groups.Select(group => $"\"{group}\""))}}}, Extra:map[string][]string(nil)}} without impersonating a user name"));
        }
        if (Account(name) is var (home, account) && account.Length > 0)
        {
            if (Refusal(caller, "serviceaccounts", "", home, account, authorize) is { } no) return (caller, no);
            if (groups.IsEmpty) return (ServiceAccountTokens.UserOf(home, account), null);
        }
        else if (Refusal(caller, "users", "", "", name, authorize) is { } no) return (caller, no);
        foreach (var group in groups)
            if (Refusal(caller, "groups", "", "", group, authorize) is { } no) return (caller, no);
        var all = name == "system:anonymous" ? groups : groups.Contains("system:authenticated") ? groups : groups.Add("system:authenticated");
        return (new ApiUser(name, all) { Uid = uid.Length == 0 ? null : uid, Extra = Extra(headers) }, null);
    }

    private static (string Home, string Name) Account(string user) =>
        user.StartsWith(AccountStart, StringComparison.Ordinal) && user[AccountStart.Length..].Split(':') is [var home, var name] ? (home, name) : ("", "");

    private static ApiStatus? Refusal(ApiUser caller, string resource, string group, string home, string name, Func<AccessRequest, AccessDecision> authorize)
    {
        if (authorize(new AccessRequest(caller, "impersonate") { Group = group, Resource = resource, Namespace = home, Name = name }).IsAllowed) return null;
        var where = home.Length == 0 ? "at the cluster scope" : $"in the namespace \"{home}\"";
        return new ApiStatus(403, "Forbidden", $"{resource} \"{name}\" is forbidden: User \"{caller.Name}\" cannot impersonate resource \"{resource}\" in API group \"{group}\" {where}") { Name = name, Kind = resource };
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Extra(IHeaderDictionary headers) => headers
        .Where(header => header.Key.StartsWith(ExtraStart, StringComparison.OrdinalIgnoreCase))
        .ToImmutableDictionary(header => Uri.UnescapeDataString(header.Key[ExtraStart.Length..]).ToLowerInvariant(), header => (ImmutableArray<string>)[.. header.Value.OfType<string>()], StringComparer.Ordinal);
}
