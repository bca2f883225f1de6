using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Routes;

/// <summary>The words in which the API server says that somebody may not.</summary>
internal static class AccessRefusal
{
    public static ApiStatus Of(AccessRequest access, string? reason)
    {
        var resource = access.Subresource.Length == 0 ? access.Resource : $"{access.Resource}/{access.Subresource}";
        var where = access.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{access.Namespace}\"";
        var qualified = access.Group.Length == 0 ? access.Resource : $"{access.Resource}.{access.Group}";
        var name = access.Name.Length == 0 ? "" : $" \"{access.Name}\"";
        var because = string.IsNullOrEmpty(reason) ? "" : $": {reason}";
        return new ApiStatus(403, "Forbidden", $"{qualified}{name} is forbidden: User \"{access.User.Name}\" cannot {access.Verb} resource \"{resource}\" in API group \"{access.Group}\" {where}{because}")
        {
            Name = access.Name.Length == 0 ? null : access.Name,
            Group = access.Group,
            Kind = access.Resource,
        };
    }
}
