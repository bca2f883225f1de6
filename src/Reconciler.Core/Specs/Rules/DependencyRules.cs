using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;

namespace Reconciler.Specs.Rules;

/// <summary>What Apps and other specs wait for: it has to be there, and nothing may wait for itself.</summary>
internal static class DependencyRules
{
    /// <summary>One spec waits for another; the place is the line that says so.</summary>
    private sealed record Edge(SpecId From, SpecId To, Origin Place);

    public static IEnumerable<Diagnostic> Check(RuleScope scope)
    {
        var problems = new List<Diagnostic>();
        var edges = new List<Edge>();
        var known = scope.Specs.Documents.Select(document => IdOf(document, scope)).ToHashSet();
        foreach (var (from, written) in Written(scope))
        {
            switch (Dependency.Parse(written.Value, from.Namespace.Length > 0 ? from.Namespace : scope.NamespaceOf(MapNode.Empty)))
            {
                case Dependency.OnSpec spec when known.Contains(spec.Id):
                    edges.Add(new Edge(from, spec.Id, written.Origin));
                    break;
                case Dependency.OnSpec spec:
                    problems.Add(Unknown(scope, written, spec.Id));
                    break;
                case Dependency.Unreadable unreadable:
                    problems.Add(SpecCodes.Dependency.At(written.Origin, unreadable.Message, unreadable.Fix) with { Found = written.Value });
                    break;
                case Dependency.OnObject:
                    break;
            }
        }
        return problems.Concat(Cycles(edges));
    }

    private static IEnumerable<(SpecId From, Sourced<string> Written)> Written(RuleScope scope)
    {
        foreach (var app in scope.Apps)
            foreach (var written in app.App.DependsOn) yield return (new SpecId(SpecKind.App, app.Namespace, app.App.Name), written);
        foreach (var document in scope.Specs.Documents)
        {
            if (document.Annotation(SteeringAnnotations.DependsOn) is not { } annotation) continue;
            foreach (var name in annotation.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                yield return (IdOf(document, scope), new Sourced<string>(name, annotation.Origin));
        }
    }

    private static SpecId IdOf(SpecDocument document, RuleScope scope) =>
        new(document.Kind, document.Kind is SpecKind.App or SpecKind.Storage ? scope.NamespaceOf(document.Spec) : "", document.Name);

    private static Diagnostic Unknown(RuleScope scope, Sourced<string> written, SpecId wanted)
    {
        var ofKind = scope.Specs.Documents.Where(document => document.Kind == wanted.Kind).ToList();
        var where = wanted.Namespace.Length > 0 ? $" in namespace {wanted.Namespace}" : "";
        var elsewhere = ofKind.Find(document => document.Name == wanted.Name);
        if (elsewhere is not null)
        {
            return SpecCodes.UnknownReference.At(written.Origin, $"there is no {wanted.Kind} \"{wanted.Name}\"{where}; one lies in {IdOf(elsewhere, scope).Namespace} ({elsewhere.Place})",
                $"write {IdOf(elsewhere, scope)}");
        }
        return References.Unknown(SpecCodes.UnknownReference, written.Origin, wanted.Name, $"there is no {wanted.Kind} \"{wanted.Name}\"{where}",
            ofKind.Select(document => IdOf(document, scope)).Where(id => id.Namespace == wanted.Namespace).Select(id => id.Name));
    }

    /// <summary>Each circle once, walked without recursion because a chain may be as long as there are Apps.</summary>
    private static IEnumerable<Diagnostic> Cycles(List<Edge> edges)
    {
        var from = edges.ToLookup(edge => edge.From);
        var done = new HashSet<SpecId>();
        foreach (var start in edges.OrderBy(edge => edge.Place).Select(edge => edge.From))
        {
            if (done.Contains(start)) continue;
            var path = new List<(SpecId Node, Edge? By, IEnumerator<Edge> Left)> { (start, null, from[start].GetEnumerator()) };
            var onPath = new HashSet<SpecId> { start };
            while (path.Count > 0)
            {
                var (node, _, left) = path[^1];
                if (!left.MoveNext())
                {
                    done.Add(node);
                    onPath.Remove(node);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }
                var edge = left.Current;
                if (onPath.Contains(edge.To)) yield return Cycle([.. path.Skip(path.FindIndex(step => step.Node == edge.To) + 1).Select(step => step.By!), edge]);
                else if (!done.Contains(edge.To))
                {
                    onPath.Add(edge.To);
                    path.Add((edge.To, edge, from[edge.To].GetEnumerator()));
                }
            }
        }
    }

    private static Diagnostic Cycle(ImmutableArray<Edge> edges)
    {
        var first = edges.MinBy(edge => edge.Place)!;
        var turned = edges.SkipWhile(edge => edge != first).Concat(edges.TakeWhile(edge => edge != first)).ToList();
        if (turned is [var only]) return SpecCodes.DependencyCycle.At(only.Place, $"{only.From} waits for itself", "remove the dependency");
        var steps = turned.Select(edge => $"{edge.From} waits for {edge.To} ({edge.Place})");
        return SpecCodes.DependencyCycle.At(first.Place, $"dependencies go in a circle: {string.Join(", ", steps)}", "remove one of them");
    }
}
