using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// Where the certificate of an App's domains comes from. <see cref="Of"/> is total: what the App asks for and can't have
/// is a case of its own, which carries the problem.
/// </summary>
public abstract record TlsDecision
{
    private TlsDecision() { }

    /// <summary>No TLS.</summary>
    public sealed record Off : TlsDecision;

    /// <summary>The App asks for something that can't be had.</summary>
    public sealed record Refused(Diagnostic Problem) : TlsDecision;

    /// <summary>A Certificate of this source; null where the source has none of that name, which a rule has reported.</summary>
    public sealed record Imported(Sourced<string> Name, CertificateSpec? Certificate) : TlsDecision;

    /// <summary>A certificate that cert-manager obtains. <see cref="Account"/> is there where it is Let's Encrypt's.</summary>
    public sealed record Issued(Sourced<string> Issuer, Sourced<string> Kind, AcmeAccount? Account) : TlsDecision;

    /// <summary>
    /// The first of these that is there: enabled false, certificate, issuer, the App's letsEncrypt, the Environment's
    /// issuer, the Environment's letsEncrypt.
    /// </summary>
    public static TlsDecision Of(AppSpec app, SpecSet specs)
    {
        var merged = app.Tls;
        var own = new TlsSpec(app.Document.Spec.Map("tls") ?? MapNode.Empty);
        if (merged.Enabled?.Value == false || !app.Domains.Any()) return new Off();
        if (merged.Certificate is { } name) return new Imported(name, Named(app, specs, name));
        if (own.Issuer is { } issuer) return By(issuer);
        if (own.LetsEncrypt is { IsOff: false }) return LetsEncrypt(app, merged.LetsEncrypt ?? own.LetsEncrypt, own.LetsEncrypt, asked: true);
        if (merged.Issuer is { } inherited) return By(inherited);
        return merged.LetsEncrypt is { } everyone ? LetsEncrypt(app, everyone, null, asked: false) : new Off();
    }

    /// <summary>The Secret in the App's namespace that holds certificate and key; null where there is none to be had.</summary>
    public Node? SecretName(AppSpec app) => this switch
    {
        Off or Refused => null,
        Imported imported => imported.Certificate?.Secret ?? (Node)ScalarNode.Of($"tls-{imported.Name.Value}", imported.Name.Origin),
        Issued => $"{app.Name}-tls",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public bool IsOn => this is Imported or Issued;

    /// <summary>The Certificate of that name that is for the App's namespace, else the one that is for every namespace, else any.</summary>
    private static CertificateSpec? Named(AppSpec app, SpecSet specs, Sourced<string> name)
    {
        var named = specs.Certificates.Where(certificate => certificate.Name == name.Value).ToArray();
        return Array.Find(named, certificate => certificate.Namespace?.Value == app.Namespace.Value)
            ?? Array.Find(named, certificate => certificate.Namespace is null)
            ?? named.FirstOrDefault();
    }

    private static Issued By(IssuerSpec issuer) =>
        new(issuer.Name ?? new("", issuer.Fields.Origin), issuer.Kind ?? new("ClusterIssuer", Origin.None), null);

    private static TlsDecision LetsEncrypt(AppSpec app, LetsEncryptSpec effective, LetsEncryptSpec? own, bool asked)
    {
        if (effective.IsOff) return new Off();
        var server = AcmeAccount.ServerOf(effective);
        var email = own?.EmailFor(server) ?? app.Environment.Tls.LetsEncrypt?.EmailFor(server);
        if (email is null)
        {
            if (!asked) return new Off();
            return new Refused(RoutingCodes.NoEmail.At(own!.Written.Origin, $"the App asks Let's Encrypt's {server} server for a certificate, and no email is known for it",
                $"write email: me@example.com here, or tls.letsEncrypt.email in the Environment", "spec.tls.letsEncrypt.email"));
        }
        if (app.Domains.FirstOrDefault(domain => domain.Value.StartsWith("*.", StringComparison.Ordinal)) is { } wildcard)
        {
            return new Refused(RoutingCodes.WildcardNeedsIssuer.At(wildcard.Origin, $"Let's Encrypt can't certify {wildcard.Value} over HTTP",
                "name an issuer with a DNS solver: tls: {issuer: {name: my-dns-issuer, kind: ClusterIssuer}}", "spec.domains"));
        }
        var isOwn = own?.EmailFor(server) is not null;
        var issuer = isOwn ? $"{app.Name}-letsencrypt" : AcmeAccount.ClusterIssuerName(server);
        return new Issued(new(issuer, effective.Written.Origin), new(isOwn ? "Issuer" : "ClusterIssuer", Origin.None), new AcmeAccount(server, email, isOwn));
    }
}

/// <summary>An account at Let's Encrypt: the server's name in the language, and the address. <see cref="IsOfApp"/>: the address is the App's own.</summary>
public sealed record AcmeAccount(string Server, Sourced<string> Email, bool IsOfApp)
{
    public const string Production = "production";
    public const string Staging = "staging";

    public static string ServerOf(LetsEncryptSpec letsEncrypt) => letsEncrypt.Server?.Value == Staging ? Staging : Production;

    public static string ClusterIssuerName(string server) => $"letsencrypt-{server}";
}
