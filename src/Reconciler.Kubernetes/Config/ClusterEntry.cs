using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Config;

/// <summary>Reads a cluster's entry: where the server is, and how it proves that it is the right one.</summary>
internal sealed class ClusterEntry(NamedEntry entry, ICollection<Diagnostic> problems)
{
    private static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    public Uri? Server()
    {
        if (entry.Text("server") is not { } text)
        {
            problems.Add(entry.Problem(ConnectionCodes.ValueInvalid, "server", "the cluster has no server", "write its address: https://host:6443"));
            return null;
        }
        // kubectl takes an address without a scheme for http
        if (!text.Contains("://", StringComparison.Ordinal)) text = $"http://{text}";
        if (Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var server) && server.Scheme is "http" or "https" && server.Host.Length > 0) return server;
        problems.Add(entry.Problem(ConnectionCodes.ValueInvalid, "server", "the address is not a URL of the form https://host:port"));
        return null;
    }

    public Uri? Proxy()
    {
        if (entry.Text("proxy-url") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var proxy) && ProxySchemes.Contains(proxy.Scheme) && proxy.Host.Length > 0) return proxy;
        problems.Add(entry.Problem(ConnectionCodes.ValueInvalid, "proxy-url", "the address is not a URL of http, https or socks5"));
        return null;
    }

    public ImmutableArray<X509Certificate2> Authorities()
    {
        var data = EntryData.Read(entry, "certificate-authority", problems);
        if (data is not var (text, key)) return [];
        if (entry.Value.Flag("insecure-skip-tls-verify")?.Value == true)
        {
            problems.Add(entry.Problem(ConnectionCodes.Contradiction, "insecure-skip-tls-verify", $"insecure-skip-tls-verify is true, and {key} is set", "remove one of them"));
            return [];
        }
        try
        {
            return Pem.Certificates(text);
        }
        catch (Exception problem) when (EntryData.IsBadPem(problem))
        {
            problems.Add(entry.Problem(ConnectionCodes.CertificateInvalid, key, "the data is no PEM certificate"));
            return [];
        }
    }

    /// <summary>What a plugin with provideClusterInfo is told, as client.authentication.k8s.io defines it.</summary>
    public MapNode ForPlugin()
    {
        var authority = EntryData.Read(entry, "certificate-authority", []);
        var settings = entry.Value.Maps("extensions").FirstOrDefault(item => item.Text("name")?.Value == "client.authentication.k8s.io/exec");
        return new MapBuilder
        {
            ["server"] = entry.Text("server"),
            ["tls-server-name"] = entry.Text("tls-server-name"),
            ["insecure-skip-tls-verify"] = entry.Value.Flag("insecure-skip-tls-verify") is { Value: true } skip ? skip : null,
            ["certificate-authority-data"] = authority is var (text, _) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : null,
            ["proxy-url"] = entry.Text("proxy-url"),
            ["disable-compression"] = entry.Value.Flag("disable-compression") is { Value: true } disable ? disable : null,
            ["config"] = settings?["extension"],
        }.ToMap();
    }
}
