using Reconciler.Cli;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // The second time the process ends at once, as the system does it.
    press.Cancel = !interrupt.IsCancellationRequested;
    if (press.Cancel) interrupt.Cancel();
};
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { NewLine = "\n" };
return await CommandLine.RunAsync(args, CommandHost.OfProcess(output), interrupt.Token);
