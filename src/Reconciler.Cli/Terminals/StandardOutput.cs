using Microsoft.Win32.SafeHandles;

namespace Reconciler.Cli.Terminals;

/// <summary>What this process writes, told when nobody reads it any more.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// The console's own stream takes no notice of a reader that has gone, so that what never ends by itself would go on for ever. This one
    /// throws <see cref="IOException"/> then. A writer that is not of the process stays as it is, and so does one into a file: nobody reads
    /// that yet, and a stream of our own would count its place in it for itself, and write over what others write into the same file.
    /// </summary>
    public static TextWriter Attentive(TextWriter usual)
    {
        if (usual is not StreamWriter || !Console.IsOutputRedirected) return usual;
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? usual : new StreamWriter(pipe) { NewLine = "\n" };
    }
}
