using Reconciler.Engine.Live;

namespace Reconciler.Cli.Output;

/// <summary>Lines of several logs, each with the pod that it is of; on a terminal each pod has a colour.</summary>
internal sealed class LogLines(CommandHost host, bool isBare)
{
    /// <summary>Cyan, yellow, green, magenta, blue, red.</summary>
    private static readonly int[] Colours = [36, 33, 32, 35, 34, 31];

    private readonly Dictionary<string, int> _colours = new(StringComparer.Ordinal);

    public async Task WriteAsync(MarkedLine line)
    {
        await host.Out.WriteLineAsync(isBare ? line.Line.Text : $"{Marked(line.Source.Mark)} {line.Line.Text}");
        await host.Out.FlushAsync();
    }

    private string Marked(string mark)
    {
        if (!host.HasColour) return $"{mark}:";
        if (!_colours.TryGetValue(mark, out var colour)) _colours[mark] = colour = Colours[_colours.Count % Colours.Length];
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\e[{colour}m{mark}:\e[0m");
    }
}
