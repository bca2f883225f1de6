namespace Reconciler.Diagnostics;

/// <summary>RCN1401 to RCN1429: how requests from outside reach an App, and with which certificate.</summary>
public static class RoutingCodes
{
    public static readonly DiagnosticCode NoIngressClass = new(1401, Severity.Error, "Domains have no way in",
        "An App with domains needs an ingress class or a frontend, else nothing would serve them.", "Write ingress.class in the Environment or the App, or frontend in the App.");

    public static readonly DiagnosticCode NotRouted = new(1402, Severity.Note, "Nothing is rendered for the domains",
        "The ingress class is none, so bringing requests for these domains to the Service is left to somebody else.", "Nothing to do.");

    public static readonly DiagnosticCode NothingServes = new(1403, Severity.Error, "No process serves the domains",
        "The domains lead to a Service with a port that speaks http, https or grpc, and the App has none that is meant.", "Name an exposed process in ingress.process.");

    public static readonly DiagnosticCode NginxValue = new(1404, Severity.Error, "An nginx property can't be used as it is written",
        "The value would make the controller refuse the Ingress, or would become other configuration than the property says.", "Write the value in the form that the message shows.");

    public static readonly DiagnosticCode NginxOnly = new(1405, Severity.Warning, "nginx properties have no effect",
        "They are settings of ingress-nginx, and the App's ingress class is another one.", "Remove them, or use class nginx.");

    public static readonly DiagnosticCode SnippetsNeeded = new(1406, Severity.Note, "Snippets must be allowed in ingress-nginx",
        "A property of the App becomes a snippet annotation, which ingress-nginx refuses unless its ConfigMap has allow-snippet-annotations: true and annotations-risk-level: Critical.",
        "Install ingress-nginx by a Chart of this source, or set both where it is installed.");

    public static readonly DiagnosticCode HeadersNotAllowed = new(1407, Severity.Warning, "ingress-nginx may refuse the response headers",
        "It sends only headers that global-allowed-response-headers of its ConfigMap lists, and answers 503 to every request of an Ingress that asks for another.",
        "List the headers in the values of the Chart ingress-nginx: controller.config.global-allowed-response-headers.");

    public static readonly DiagnosticCode BadHeader = new(1408, Severity.Error, "A response header can't be sent",
        "The name is not one of HTTP, or the value has characters that no proxy sends.", "Correct the name or the value.");

    public static readonly DiagnosticCode NotPerApp = new(1409, Severity.Note, "Compression is a setting of the whole controller",
        "ingress-nginx compresses for all Apps or for none: use-gzip in its ConfigMap.", "Set controller.config.use-gzip in the values of the Chart ingress-nginx.");

    public static readonly DiagnosticCode ClassLacks = new(1410, Severity.Warning, "The ingress class can't do this",
        "The Gateway API has no field for it that every implementation knows.", "Remove the setting, or use class nginx or traefik.");

    public static readonly DiagnosticCode NoGateway = new(1411, Severity.Error, "Class gateway needs a Gateway",
        "An HTTPRoute is attached to a Gateway, which ingress.gateway names.", "Write ingress.gateway with name and namespace.");

    public static readonly DiagnosticCode RedirectLeftToGateway = new(1412, Severity.Note, "The redirect to https is left to the Gateway",
        "It needs to know which listeners speak http and which https, and the Gateway is not in this source.", "Add the Gateway to the source as a manifest, or redirect in the Gateway.");

    public static readonly DiagnosticCode TooManyHosts = new(1413, Severity.Error, "More domains than one HTTPRoute can have",
        "The Gateway API allows 16 hostnames.", "Use a wildcard, or split the App.");

    public static readonly DiagnosticCode ExternalNameNeeded = new(1414, Severity.Warning, "The way in must allow ExternalName Services",
        "An App that is scaled by its requests is reached through the interceptor of KEDA's HTTP add-on, by a Service of type ExternalName. The ingress may refuse those unless it is told otherwise.",
        "Traefik: set providers.kubernetesCRD.allowExternalNameServices to true in its Chart's values. Gateways: see the documentation of the implementation.");

    public static readonly DiagnosticCode NoEmail = new(1415, Severity.Error, "Let's Encrypt needs an email address",
        "The App asks for a certificate of Let's Encrypt, and neither the App nor the Environment has an address to register with at that server.", "Write tls.letsEncrypt.email in the App or the Environment.");

    public static readonly DiagnosticCode WildcardNeedsIssuer = new(1416, Severity.Error, "Let's Encrypt can't certify a wildcard this way",
        "Certificates are obtained by answering over HTTP, and for wildcards Let's Encrypt asks for an answer in the DNS.", "Name an issuer with a DNS solver: tls.issuer.");

    public static readonly DiagnosticCode CertificateElsewhere = new(1417, Severity.Error, "A certificate lies in another namespace",
        "The Secret with a certificate must lie in the App's namespace.", "Leave the Certificate's namespace out; then it goes wherever an App names it.");

    public static readonly DiagnosticCode BadCertificate = new(1418, Severity.Error, "A certificate or key can't be read",
        "Both files are PEM: the certificate first and then the rest of its chain, and a private key without a passphrase.", "Convert the file to PEM.");

    public static readonly DiagnosticCode KeyDoesNotFit = new(1419, Severity.Error, "The key does not fit the certificate",
        "The key's public half is not the one in the first certificate of the file.", "Use the key that the certificate was requested with, and put the server's own certificate first.");

    public static readonly DiagnosticCode DomainNotCovered = new(1420, Severity.Warning, "A domain is not covered by its certificate",
        "Browsers refuse the certificate for a name that is not among its subject alternative names.", "Use a certificate that has the name, or remove the domain.");

    public static readonly DiagnosticCode IncompleteCertificate = new(1421, Severity.Error, "A Certificate has no source",
        "It needs certificateFile and keyFile, or secret for a TLS Secret that is there already.", "Write certificateFile and keyFile, or secret.");

    public static readonly DiagnosticCode BufferSize = new(1422, Severity.Warning, "ingress-nginx has one buffer size",
        "The size in proxyBuffers can't differ from proxyBufferSize: ingress-nginx uses the latter for both.", "Write the same size in both.");
}
