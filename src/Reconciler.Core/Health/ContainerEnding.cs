using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>How a container ended, from what the kubelet says of it; its own message may hold log lines and is not read.</summary>
internal static class ContainerEnding
{
    public static string Of(MapNode? terminated)
    {
        var code = terminated.Int("exitCode")?.Value;
        var exit = string.Create(CultureInfo.InvariantCulture, $"exit code {code ?? 0}");
        return terminated.TextAt("reason") switch
        {
            "OOMKilled" => "out of memory (OOMKilled)",
            "StartError" or "ContainerCannotRun" => $"its command can't be run ({exit})",
            "Error" or "Completed" or null => code == 137 ? $"{exit} (killed)" : exit,
            var reason => $"{exit} ({reason})",
        };
    }

    public static string Restarts(int count) => Wording.Count(count, "restart");
}
