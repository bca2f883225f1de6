using Microsoft.Win32.SafeHandles;

namespace Reconciler.Cli.Terminals;

/// <summary>What this process reads, byte for byte.</summary>
internal static class StandardInput
{
    private const string Nothing = "/dev/null";

    /// <summary>
    /// Null where there is nothing to read. A terminal counts only where output goes to it as well: whoever sends output to a file may be in
    /// the background, where reading the terminal would stop the process.
    /// </summary>
    public static Func<Stream>? Opener()
    {
        if (!Console.IsInputRedirected) return Console.IsOutputRedirected ? null : Open;
        return IsNothing() ? null : Open;
    }

    /// <summary>The console's own stream would wait for whole lines.</summary>
    private static FileStream Open() => new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    private static bool IsNothing()
    {
        try
        {
            return File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)?.FullName == Nothing;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
