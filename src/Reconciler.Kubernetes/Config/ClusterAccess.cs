using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Kubernetes.Config;

/// <summary>Everything that is needed to reach one cluster as one user. Its text never has a secret in it.</summary>
public sealed record ClusterAccess
{
    /// <summary>The name of the context, or "in-cluster".</summary>
    public required string Context { get; init; }

    /// <summary>The API server's address, without a slash at its end.</summary>
    public required Uri Server { get; init; }

    /// <summary>The namespace for what names none.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The name that the server's certificate has to be for, where it is not the address.</summary>
    public string? TlsServerName { get; init; }

    public bool SkipTlsVerify { get; init; }

    /// <summary>What the server's certificate has to be signed by; empty: what the machine trusts.</summary>
    public ImmutableArray<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>The proxy to go through; null: what the environment says.</summary>
    public Uri? Proxy { get; init; }

    public bool DisableCompression { get; init; }

    public ClientCertificate? Certificate { get; init; }

    public Credentials Credentials { get; init; } = new Credentials.Anonymous();

    public Impersonation? Impersonation { get; init; }

    public override string ToString() => $"{Context} ({Server.GetLeftPart(UriPartial.Path)})";
}

/// <summary>A certificate with its private key, and what stands between it and a root.</summary>
public sealed class ClientCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates)
{
    public X509Certificate2 Leaf { get; } = leaf;
    public X509Certificate2Collection Intermediates { get; } = intermediates;

    public override string ToString() => $"certificate of {Leaf.Subject}";
}

/// <summary>Whom to act as instead of oneself.</summary>
public sealed record Impersonation(string User)
{
    public string? Uid { get; init; }
    public ImmutableArray<string> Groups { get; init; } = [];
    public ImmutableArray<KeyValuePair<string, string>> Extra { get; init; } = [];
}
