using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Access;

/// <summary>
/// Whether Roles, ClusterRoles and their bindings allow a request. That nobody can grant more than he has is not checked here:
/// the sandbox lets whoever may write roles write any.
/// </summary>
public sealed class AccessRules(StoreState state)
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string Superuser = "system:masters";
    private const string ClusterRoles = $"clusterroles.{Group}";
    private const string Roles = $"roles.{Group}";
    private const string ClusterBindings = $"clusterrolebindings.{Group}";
    private const string Bindings = $"rolebindings.{Group}";

    public AccessDecision Decide(AccessRequest request)
    {
        if (request.User.Groups.Contains(Superuser)) return new AccessDecision(true);
        var problems = new List<string>();
        foreach (var (binding, kind, rules) in Granted(request.User, request.Namespace, problems))
        {
            if (!rules.Any(rule => Allows(rule, request))) continue;
            var role = binding.Map("roleRef");
            var place = kind == "RoleBinding" ? $"{binding.NameOf()}/{binding.MetaText("namespace")}" : binding.NameOf();
            return new AccessDecision(true, $"RBAC: allowed by {kind} \"{place}\" of {role.Text("kind")?.Value} \"{role.Text("name")?.Value}\" to {Subject(binding, request.User)}");
        }
        return new AccessDecision(false, problems.Count == 0 ? null : problems.Count == 1 ? $"RBAC: {problems[0]}" : $"RBAC: [{string.Join(", ", problems)}]");
    }

    /// <summary>Every rule that a user has in a namespace, also those for the whole cluster.</summary>
    public ImmutableArray<MapNode> RulesOf(ApiUser user, string inNamespace) => [.. Granted(user, inNamespace, []).SelectMany(each => each.Rules)];

    private IEnumerable<(MapNode Binding, string Kind, IEnumerable<MapNode> Rules)> Granted(ApiUser user, string inNamespace, List<string> problems)
    {
        foreach (var stored in state.List(ClusterBindings))
        {
            if (Subject(stored.Body, user) is null) continue;
            yield return (stored.Body, "ClusterRoleBinding", Rules(stored.Body, "", problems));
        }
        if (inNamespace.Length == 0) yield break;
        foreach (var stored in state.List(Bindings, inNamespace))
        {
            if (Subject(stored.Body, user) is null) continue;
            yield return (stored.Body, "RoleBinding", Rules(stored.Body, inNamespace, problems));
        }
    }

    private IEnumerable<MapNode> Rules(MapNode binding, string inNamespace, List<string> problems)
    {
        var (kind, name) = (binding.Map("roleRef").Text("kind")?.Value, binding.Map("roleRef").Text("name")?.Value ?? "");
        var place = kind == "ClusterRole" ? new ObjectPlace(ClusterRoles, "", name) : new ObjectPlace(Roles, inNamespace, name);
        if (state.Find(place) is { } role) return role.Body.Maps("rules");
        problems.Add($"{(kind == "ClusterRole" ? "clusterrole" : "role")}.{Group} \"{name}\" not found");
        return [];
    }

    /// <summary>How a binding means a user, in the words of an answer; null where it doesn't.</summary>
    private static string? Subject(MapNode binding, ApiUser user)
    {
        foreach (var subject in binding.Maps("subjects"))
        {
            var name = subject.Text("name")?.Value ?? "";
            switch (subject.Text("kind")?.Value)
            {
                case "User" when name == user.Name:
                    return $"User \"{name}\"";
                case "Group" when user.Groups.Contains(name):
                    return $"Group \"{name}\"";
                case "ServiceAccount" when user.Name == $"system:serviceaccount:{subject.Text("namespace")?.Value ?? binding.MetaText("namespace")}:{name}":
                    return $"ServiceAccount \"{name}/{subject.Text("namespace")?.Value ?? binding.MetaText("namespace")}\"";
            }
        }
        return null;
    }

    private static bool Allows(MapNode rule, AccessRequest request)
    {
        if (!HasOrStar(rule, "verbs", request.Verb)) return false;
        if (request.Path is { } path) return rule.Texts("nonResourceURLs").Any(url => IsUnder(path, url.Value));
        if (!HasOrStar(rule, "apiGroups", request.Group)) return false;
        var resource = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        if (!rule.Texts("resources").Any(each => each.Value == "*" || each.Value == resource || (request.Subresource.Length > 0 && each.Value == $"*/{request.Subresource}"))) return false;
        var names = rule.Texts("resourceNames").Select(each => each.Value).ToList();
        return names.Count == 0 || names.Contains(request.Name);
    }

    private static bool HasOrStar(MapNode rule, string field, string value) => rule.Texts(field).Any(each => each.Value == "*" || each.Value == value);

    private static bool IsUnder(string path, string url) => url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal));
}
