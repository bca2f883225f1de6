using System.Collections.Immutable;

namespace Reconciler.Sandbox.Routes;

/// <summary>A path below /api or /apis, taken apart. The resource is "" where the path ends at a group version.</summary>
internal sealed record RequestPath(string Group, string Version)
{
    public string Namespace { get; init; } = "";
    public string Resource { get; init; } = "";
    public string Name { get; init; } = "";
    public string Subresource { get; init; } = "";

    /// <summary>What follows the subresource.</summary>
    public string Rest { get; init; } = "";

    /// <summary>Whether there are two slashes where a name is expected.</summary>
    public bool HasEmptyPart { get; init; }

    /// <summary>The parts of a path that has at least a version; null for any other.</summary>
    public static RequestPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToImmutableArray();
        var isBroken = path.Contains("//", StringComparison.Ordinal) && !path.Contains("/proxy", StringComparison.Ordinal);
        return parts switch
        {
            ["api", var version, .. var rest] => new RequestPath("", version) { HasEmptyPart = isBroken }.With(rest, path),
            ["apis", var group, var version, .. var rest] => new RequestPath(group, version) { HasEmptyPart = isBroken }.With(rest, path),
            _ => null,
        };
    }

    private RequestPath With(ImmutableArray<string> parts, string path) => parts switch
    {
        [] => this,
        ["namespaces"] => this with { Resource = "namespaces" },
        ["namespaces", var name] => this with { Resource = "namespaces", Name = name, Namespace = name },
        ["namespaces", var name, "status" or "finalize"] => this with { Resource = "namespaces", Name = name, Namespace = name, Subresource = parts[2] },
        ["namespaces", var inNamespace, .. var rest] => (this with { Namespace = inNamespace }).Resources(rest, path),
        _ => Resources(parts, path),
    };

    private RequestPath Resources(ImmutableArray<string> parts, string path) => this with
    {
        Resource = parts[0],
        Name = parts.Length > 1 ? parts[1] : "",
        Subresource = parts.Length > 2 ? parts[2] : "",
        Rest = parts.Length > 3 ? string.Join('/', parts.Skip(3)) + (path.EndsWith('/') ? "/" : "") : "",
    };
}
