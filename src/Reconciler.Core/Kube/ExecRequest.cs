using System.Collections.Immutable;

namespace Reconciler.Kube;

/// <summary>A command for a container; without words it is what the container runs itself, to which one is connected.</summary>
public sealed record ExecRequest(ImmutableArray<string> Command)
{
    /// <summary>Null: the pod's only container.</summary>
    public string? Container { get; init; }

    public bool HasInput { get; init; }

    /// <summary>Whether what it writes is wanted.</summary>
    public bool HasOutput { get; init; } = true;

    /// <summary>Whether the command gets a terminal; its errors then come with its output.</summary>
    public bool IsTerminal { get; init; }
}

/// <summary>What a running command tells; the last is either <see cref="Exited"/> or <see cref="Failed"/>.</summary>
public abstract record ExecEvent
{
    private ExecEvent() { }

    public sealed record Output(ReadOnlyMemory<byte> Bytes) : ExecEvent;

    public sealed record ErrorOutput(ReadOnlyMemory<byte> Bytes) : ExecEvent;

    public sealed record Exited(int Code) : ExecEvent;

    /// <summary>The command could not be started, or nobody knows how it ended.</summary>
    public sealed record Failed(KubeError Error) : ExecEvent;
}
