namespace Reconciler.Cli.Output;

/// <summary>The terminal that the process runs in.</summary>
internal static class Terminal
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <summary>Its size now; the usual one where that can't be told.</summary>
    public static (int Width, int Height) Size()
    {
        try
        {
            return (Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth, Console.WindowHeight > 0 ? Console.WindowHeight : UsualHeight);
        }
        catch (IOException)
        {
            return (UsualWidth, UsualHeight);
        }
    }
}
