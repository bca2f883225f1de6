using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Config;

/// <summary>How a user proves who they are, besides a client certificate. No case shows its secret as text.</summary>
public abstract record Credentials
{
    private Credentials() { }

    public sealed override string ToString() => GetType().Name;

    public sealed record Anonymous : Credentials;

    public sealed record Token(string Value) : Credentials;

    /// <summary>A token in a file that others renew; it is read again and again. <see cref="Fallback"/> is used while it can't be read.</summary>
    public sealed record TokenFile(string Path, string? Fallback) : Credentials;

    public sealed record Basic(string Username, string Password) : Credentials;

    public sealed record Plugin(ExecSettings Settings) : Credentials;
}

/// <summary>When a credential plugin may ask the person at the terminal.</summary>
public enum InteractiveMode
{
    Never,
    IfAvailable,
    Always,
}

/// <summary>A credential plugin: which program to run, and what to tell it.</summary>
public sealed record ExecSettings(string ApiVersion, string Command)
{
    public ImmutableArray<string> Arguments { get; init; } = [];
    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];
    public string? InstallHint { get; init; }
    public InteractiveMode Interactive { get; init; } = InteractiveMode.IfAvailable;

    /// <summary>What the plugin is told about the cluster, where it asked for it.</summary>
    public MapNode? Cluster { get; init; }

    /// <summary>Where the entry stands, for what goes wrong later.</summary>
    public Origin Place { get; init; }

    public override string ToString() => Command;
}
