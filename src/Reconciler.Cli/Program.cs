using System.Runtime.InteropServices;
using Reconciler.Cli;

using var interrupt = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { NewLine = "\n" };
await using var error = new StreamWriter(Console.OpenStandardError()) { NewLine = "\n", AutoFlush = true };
return await CommandLine.RunAsync(args, CommandHost.OfProcess(output, error), interrupt.Token);

// The second time the process ends at once, as the system does it.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    if (signal.Cancel) interrupt.Cancel();
}
