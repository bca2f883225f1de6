using System.Runtime.InteropServices;
using System.Threading.Channels;
using Reconciler.Cli.Output;
using Reconciler.Engine.Live;

namespace Reconciler.Cli.Terminals;

/// <summary>This process as the end of a command in a container: its streams, and its terminal with the sizes that it takes.</summary>
internal sealed class ConsoleEnd : IDisposable
{
    private readonly PosixSignalRegistration? _resized;
    private readonly Stream? _input;

    private ConsoleEnd(NearEnd near, PosixSignalRegistration? resized) => (Near, _input, _resized) = (near, near.Input, resized);

    public NearEnd Near { get; }

    /// <summary>With <paramref name="redraws"/> the terminal is said to have had another size before, so that what runs already draws itself.</summary>
    public static ConsoleEnd Open(CommandHost host, bool isQuiet, bool redraws = false)
    {
        var near = new NearEnd(new ByteOutput(host.Out).WriteAsync, new ByteOutput(host.Error).WriteAsync)
        {
            Tell = message => { if (!isQuiet) host.Error.WriteLine(message); },
            Input = host.OpenInput?.Invoke(),
        };
        if (!host.HasTerminal) return new ConsoleEnd(near, null);
        var sizes = Channel.CreateUnbounded<TerminalSize>();
        var (columns, rows) = Terminal.Size();
        if (redraws) sizes.Writer.TryWrite(new TerminalSize(columns + 1, rows + 1));
        sizes.Writer.TryWrite(new TerminalSize(columns, rows));
        var resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ =>
        {
            var (width, height) = Terminal.Size();
            sizes.Writer.TryWrite(new TerminalSize(width, height));
        });
        return new ConsoleEnd(near with { Sizes = sizes.Reader, HandOver = RawTerminal.Enter }, resized);
    }

    /// <summary>A read of the terminal that is under way can't be ended; it ends with the process.</summary>
    public void Dispose()
    {
        _resized?.Dispose();
        if (!Near.IsTerminal) _input?.Dispose();
    }
}
