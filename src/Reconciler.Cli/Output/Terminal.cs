using Spectre.Console;

namespace Reconciler.Cli.Output;

/// <summary>The terminal behind stderr, for what changes in place.</summary>
internal static class Terminal
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    public static IAnsiConsole Of(CommandHost host)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(host.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
        });
        (console.Profile.Width, console.Profile.Height) = Size();
        return console;
    }

    /// <summary>The size that the terminal has now.</summary>
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
