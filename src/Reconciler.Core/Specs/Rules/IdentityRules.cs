using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Specs that are there twice: by kind, namespace and name, as an Environment, or as the authentication of one trigger.</summary>
internal static class IdentityRules
{
    public static IEnumerable<Diagnostic> Check(RuleScope scope) => Duplicates(scope).Concat(Environments(scope)).Concat(Authentications(scope));

    private static IEnumerable<Diagnostic> Duplicates(RuleScope scope)
    {
        foreach (var same in scope.Specs.Documents.Where(document => document.Kind != SpecKind.Environment).GroupBy(document => IdOf(document, scope)))
        {
            var first = First(same.Select(document => document.Place));
            foreach (var place in same.Select(document => document.Place).Where(place => place != first))
                yield return SpecCodes.Duplicate.At(place, $"{same.Key} is already written at {first}", "remove or rename one of the two");
        }
    }

    private static SpecId IdOf(SpecDocument document, RuleScope scope) => new(document.Kind, document.Kind switch
    {
        SpecKind.App or SpecKind.Storage => scope.NamespaceOf(document.Spec),
        SpecKind.AutoscalingAuth when document.Spec.Text("app") is not null => scope.NamespaceOf(document.Spec),
        SpecKind.Certificate => document.Spec.Text("namespace")?.Value ?? "",
        _ => "",
    }, document.Name);

    private static IEnumerable<Diagnostic> Environments(RuleScope scope)
    {
        var environments = scope.Specs.Documents.Where(document => document.Kind == SpecKind.Environment).ToList();
        if (environments.Count < 2) yield break;
        var first = First(environments.Select(document => document.Place));
        foreach (var second in environments.Where(document => document.Place != first))
            yield return SpecCodes.SecondEnvironment.At(second.Place, $"there is already an Environment at {first}, and a synced path has one", "keep one, or put the other into a path of its own");
    }

    private static IEnumerable<Diagnostic> Authentications(RuleScope scope)
    {
        foreach (var same in scope.Specs.AutoscalingAuths.GroupBy(auth => (Trigger: auth.Trigger.Value, App: auth.App?.Value, Namespace: auth.App is null ? "" : scope.NamespaceOf(auth.Fields))))
        {
            var first = First(same.Select(auth => auth.Document.Place));
            var whose = same.Key.App is { } app ? $"the App {app}" : "the cluster";
            foreach (var auth in same.Where(auth => auth.Document.Place != first))
                yield return SpecCodes.SecondAuth.At(auth.Trigger.Origin, $"{whose} already has an AutoscalingAuth for {same.Key.Trigger} triggers at {first}", "keep one of the two");
        }
    }

    private static Origin First(IEnumerable<Origin> places) => places.Min();
}
