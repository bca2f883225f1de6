using System.Runtime.InteropServices;
using Reconciler.Cli;

using var interrupts = new Interrupts();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { NewLine = "\n" };
await using var error = new StreamWriter(Console.OpenStandardError()) { NewLine = "\n", AutoFlush = true };
return await CommandLine.RunAsync(args, CommandHost.OfProcess(output, error) with { Interrupts = interrupts }, interrupts.Stop);

// a signal that nobody takes ends the process, as the system does it
void Take(PosixSignalContext signal) => signal.Cancel = interrupts.Take();
