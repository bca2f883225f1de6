using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>What one item of dependsOn names: a spec of the source, or an object of the cluster.</summary>
internal abstract record Dependency
{
    private Dependency()
    {
    }

    public sealed record OnSpec(SpecId Id) : Dependency;

    public sealed record OnObject(string GroupKind, string Namespace, string Name) : Dependency;

    public sealed record Unreadable(string Message, string? Fix) : Dependency;

    /// <summary>The kinds of spec that can be waited for.</summary>
    public static readonly string[] Kinds = ["App", "Chart", "Node", "Storage"];

    /// <summary>A bare name is an App; one without a namespace lies in the given one.</summary>
    public static Dependency Parse(string text, string @namespace)
    {
        var parts = text.Split('/');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0 || part.Any(char.IsWhiteSpace)))
            return new Unreadable($"\"{text}\" is not a dependency", "write an App's name, Storage/uploads, Chart/keda or Kind.group/namespace/name");
        if (parts is [var app]) return new OnSpec(new SpecId(SpecKind.App, @namespace, app));
        if (Kinds.Contains(parts[0])) return Spec(text, parts, @namespace);
        if (!char.IsAsciiLetterUpper(parts[0][0]) || Enum.TryParse<SpecKind>(parts[0], out _))
            return new Unreadable($"\"{parts[0]}\" in \"{text}\" is not a kind that can be waited for", Spelling.Suggest(parts[0], Kinds) ?? $"the kinds of spec are {string.Join(", ", Kinds)}; an object of the cluster is Kind.group/namespace/name");
        return Object(parts);
    }

    private static Dependency Spec(string text, string[] parts, string @namespace)
    {
        var kind = Enum.Parse<SpecKind>(parts[0]);
        var isNamespaced = kind is SpecKind.App or SpecKind.Storage;
        if (parts.Length == 3 && !isNamespaced) return new Unreadable($"a {kind} has no namespace, as \"{text}\" has", $"write {kind}/{parts[2]}");
        return new OnSpec(new SpecId(kind, !isNamespaced ? "" : parts.Length == 3 ? parts[1] : @namespace, parts[^1]));
    }

    /// <summary>A kind of Kubernetes that is known is written with its group, and with a namespace exactly where it has one.</summary>
    private static Dependency Object(string[] parts)
    {
        var dot = parts[0].IndexOf('.', StringComparison.Ordinal);
        var (kind, group) = dot < 0 ? (parts[0], "") : (parts[0][..dot], parts[0][(dot + 1)..]);
        var ofKind = KubeTypes.Kinds.Where(known => known.Kind == kind).ToList();
        var exact = ofKind.Find(known => known.Group == group);
        var rest = string.Join('/', parts[1..]);
        if (exact is null && ofKind.Count > 0 && dot < 0) return new Unreadable($"\"{kind}\" lacks its group", $"write {kind}.{ofKind[^1].Group}/{rest}");
        if (exact is null && dot < 0)
            return new Unreadable($"Kubernetes has no kind \"{kind}\" without a group", Spelling.Suggest(kind, Kinds.Concat(KubeTypes.Kinds.Where(known => known.Group.Length == 0).Select(known => known.Kind))) ?? "write Kind.group/namespace/name");
        if (exact is { IsNamespaced: true } && parts.Length == 2) return new Unreadable($"a {kind} lies in a namespace, and \"{parts[0]}/{rest}\" names none", $"write {parts[0]}/NAMESPACE/{rest}");
        if (exact is { IsNamespaced: false } && parts.Length == 3) return new Unreadable($"a {kind} has no namespace", $"write {parts[0]}/{parts[2]}");
        return new OnObject(parts[0], parts.Length == 3 ? parts[1] : "", parts[^1]);
    }
}
