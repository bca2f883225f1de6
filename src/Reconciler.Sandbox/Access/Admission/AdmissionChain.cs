using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>Everything that may change or refuse a write, in the order of an API server: defaults, rules, security, and quota last.</summary>
internal sealed class AdmissionChain(AccessControl access, IReadOnlyList<AdmissionRule> rules)
{
    private static readonly ObjectPlace RulesPlace = new("configmaps", AdmissionRules.ConfigMapNamespace, AdmissionRules.ConfigMapName);
    private (long Revision, ImmutableArray<AdmissionRule> Rules) _stored = (-1, []);

    public void Register(IList<Func<AdmissionRequest, AdmissionAnswer>> admission)
    {
        admission.Add(PodDefaults.Admit);
        admission.Add(LimitRangeAdmission.Admit);
        admission.Add(AccountSecret);
        admission.Add(request => AdmissionRules.Admit(rules, request));
        admission.Add(request => AdmissionRules.Admit(Stored(request.Transaction.State), request));
        admission.Add(PodSecurity.Admit);
        admission.Add(QuotaAdmission.Admit);
    }

    /// <summary>The rules that are set while the server runs; a ConfigMap that can't be read has none.</summary>
    private ImmutableArray<AdmissionRule> Stored(StoreState state)
    {
        if (state.Find(RulesPlace) is not { } stored) return [];
        if (stored.Revision == _stored.Revision) return _stored.Rules;
        var problems = new List<string>();
        ImmutableArray<AdmissionRule> read = [.. (stored.Body.Map("data")?.Keys ?? []).Order(StringComparer.Ordinal).SelectMany(key => AdmissionRules.Parse(stored.Body.Map("data").Text(key)?.Value ?? "", problems))];
        _stored = (stored.Revision, read);
        return read;
    }

    /// <summary>A Secret for an account is given its token. A real cluster does it a moment later.</summary>
    private AdmissionAnswer AccountSecret(AdmissionRequest request)
    {
        if (request.Kind.QualifiedResource != "secrets" || request.Operation == AdmissionOperation.Delete || request.Object is not { } body) return AdmissionAnswer.Allowed;
        if (body.Text("type")?.Value != "kubernetes.io/service-account-token" || body.Map("data")?.Has("token") == true) return AdmissionAnswer.Allowed;
        var name = body.Map("metadata").Map("annotations").Text("kubernetes.io/service-account.name")?.Value ?? "";
        if (request.Transaction.Find(new ObjectPlace("serviceaccounts", request.Namespace, name)) is not { } account) return AdmissionAnswer.Allowed;
        var token = access.Tokens.Issue(account.Body, [ServiceAccountTokens.Issuer], access.Cluster.Now, until: null);
        var data = (body.Map("data") ?? MapNode.Empty).With("ca.crt", Encoded(access.Cluster.AuthorityPem)).With("namespace", Encoded(request.Namespace)).With("token", Encoded(token));
        return new AdmissionAnswer { Object = Life.LifeNumbers.WithAnnotation(body.With("data", data), "kubernetes.io/service-account.uid", account.Uid) };
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
