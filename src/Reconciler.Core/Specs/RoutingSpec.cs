using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>How requests from outside reach an App.</summary>
public sealed record IngressSpec(MapNode Fields)
{
    public Sourced<string>? Process => Fields.Text("process");
    public Sourced<string>? Class => Fields.Text("class");
    public GatewaySpec? Gateway => Fields.Map("gateway") is { } map ? new(map) : null;
    public MapNode? Nginx => Fields.Map("nginx");
    public HstsSpec? Hsts => Fields.Map("hsts") is { } map ? new(map) : null;
    public Sourced<bool>? RedirectHttps => Fields.Flag("redirectHttps");
    public Sourced<bool>? RedirectWww => Fields.Flag("redirectWww");
    public MapNode? Headers => Fields.Map("headers");
    public Sourced<bool>? Compression => Fields.Flag("compression");
    public Sourced<bool>? StickySessions => Fields.Flag("stickySessions");
}

public sealed record GatewaySpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Namespace => Fields.Text("namespace");
}

public sealed record HstsSpec(MapNode Fields)
{
    public Sourced<int>? MaxAge => Fields.Seconds("maxAge");
    public Sourced<bool>? IncludeSubdomains => Fields.Flag("includeSubdomains");
    public Sourced<bool>? Preload => Fields.Flag("preload");
}

/// <summary>Where certificates come from. Which of them counts is decided by `TlsDecision`, in the order of the language.</summary>
public sealed record TlsSpec(MapNode Fields)
{
    public Sourced<bool>? Enabled => Fields.Flag("enabled");
    public Sourced<string>? Certificate => Fields.Text("certificate");
    public IssuerSpec? Issuer => Fields.Map("issuer") is { } map ? new(map) : null;

    /// <summary>A map, or `false`, or the word off.</summary>
    public LetsEncryptSpec? LetsEncrypt => Fields["letsEncrypt"] is { } node && !node.IsNullOrMissing() ? new(node) : null;
}

public sealed record IssuerSpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Kind => Fields.Text("kind");
}

public sealed record LetsEncryptSpec(Node Written)
{
    /// <summary>Written as false or off: no Let's Encrypt here, whatever an earlier step says.</summary>
    public bool IsOff => Written is ScalarNode scalar ? scalar.Value is "false" or "off" : Server?.Value == "off";

    public Sourced<string>? Server => (Written as MapNode).Text("server");

    /// <summary>One address for both servers, or a map with one for each.</summary>
    public Node? Email => (Written as MapNode)?["email"];

    /// <summary>The address to register with at a server, `production` or `staging`.</summary>
    public Sourced<string>? EmailFor(string server) => Email is MapNode emails ? emails.Text(server) : (Written as MapNode).Text("email");
}
