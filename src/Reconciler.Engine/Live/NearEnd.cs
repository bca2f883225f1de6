using System.Threading.Channels;

namespace Reconciler.Engine.Live;

/// <summary>Columns and rows of a terminal.</summary>
public readonly record struct TerminalSize(int Columns, int Rows);

/// <summary>The end of a command at which somebody sits: what they type goes to it, and what it writes comes to them.</summary>
public sealed record NearEnd(Func<ReadOnlyMemory<byte>, Task> OutAsync, Func<ReadOnlyMemory<byte>, Task> ErrorAsync)
{
    /// <summary>Told in between: what is waited for.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Null: nobody has anything to say to it.</summary>
    public Stream? Input { get; init; }

    /// <summary>The sizes that the terminal has, the present one first; null where there is no terminal.</summary>
    public ChannelReader<TerminalSize>? Sizes { get; init; }

    public bool IsTerminal => Sizes is not null;

    /// <summary>Hands the terminal over to the command, keys that send signals included, until what it gives is disposed.</summary>
    public Func<IDisposable?> HandOver { get; init; } = () => null;
}
