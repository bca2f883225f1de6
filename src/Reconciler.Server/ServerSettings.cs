using System.Collections.Immutable;
using Reconciler.Engine;
using Reconciler.Server.Access;
using Reconciler.Server.Notifying;

namespace Reconciler.Server;

/// <summary>How the controller is served: where it listens, and what it is called.</summary>
public sealed record ServerSettings(Uri Listen, string Version)
{
    /// <summary>The clock of everything that is served.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The cluster that is asked who people are and what they may do; null asks none.</summary>
    public IAccess? Access { get; init; }

    /// <summary>Tokens of people beside those that the cluster knows.</summary>
    public ImmutableArray<StaticToken> Tokens { get; init; } = [];

    /// <summary>Where another process of this controller is asked, by the name under which it leads; null where that can't be told.</summary>
    public Func<string, CancellationToken, Task<Uri?>>? Peers { get; init; }

    /// <summary>How people and forges are told what becomes of commits.</summary>
    public NotifySettings Notify { get; init; } = new();

    /// <summary>Variables of OpenTelemetry, beside those of the process.</summary>
    public ImmutableDictionary<string, string> Telemetry { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether logs are lines of JSON, as a container's are; else they are for people.</summary>
    public bool LogsAsJson { get; init; }

    /// <summary>Where logs go; the process's stderr in the product.</summary>
    public TextWriter Logs { get; init; } = TextWriter.Null;
}
