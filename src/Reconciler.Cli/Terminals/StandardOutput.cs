using Microsoft.Win32.SafeHandles;

namespace Reconciler.Cli.Terminals;

/// <summary>What this process writes, told when nobody reads it any more.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// The console's own stream takes no notice of a reader that has gone, so that what never ends by itself would go on for ever. This one
    /// throws <see cref="IOException"/> then. A writer that is not of the process stays as it is.
    /// </summary>
    public static TextWriter Attentive(TextWriter usual) => usual is StreamWriter && Console.IsOutputRedirected
        ? new StreamWriter(new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0)) { NewLine = "\n" }
        : usual;
}
