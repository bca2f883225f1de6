using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>URLs that a spec names. A password in one is never shown.</summary>
internal static class Urls
{
    public static Diagnostic? Problem(Sourced<string> text, params string[] schemes)
    {
        var wanted = $"write {schemes[^1]}://HOST…";
        if (!Uri.TryCreate(text.Value, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            var bare = text.Value.Contains("://", StringComparison.Ordinal) || text.Value.Contains('@', StringComparison.Ordinal) || text.Value.Length == 0 ? wanted : $"write {schemes[^1]}://{text.Value}";
            return ClusterCodes.Url.At(text.Origin, "this is not a URL with scheme and host", bare);
        }
        if (!schemes.Contains(url.Scheme)) return ClusterCodes.Url.At(text.Origin, $"the URL starts with {url.Scheme}://, and has to with {string.Join(" or ", schemes.Select(scheme => $"{scheme}://"))}", wanted);
        return url.UserInfo.Length == 0 ? null : ClusterCodes.Url.At(text.Origin, "the URL has a user or password in it, which everyone who reads the repo can see", "remove it, and refer to a Secret instead");
    }
}
