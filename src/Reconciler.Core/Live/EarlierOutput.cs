namespace Reconciler.Live;

/// <summary>
/// What a command had written to its terminal before somebody was connected. Its log has all of it up to now, the connection what came
/// since, and in the middle both have the same.
/// </summary>
public static class EarlierOutput
{
    /// <summary>The part of a log that the connection did not bring; line ends of terminals and of files count alike.</summary>
    public static string Of(string log, string connected)
    {
        var (written, later) = (log.Replace("\r", "", StringComparison.Ordinal), connected.Replace("\r", "", StringComparison.Ordinal));
        for (var shared = Math.Min(written.Length, later.Length); shared > 0; shared--)
            if (written.EndsWith(later[..shared], StringComparison.Ordinal)) return written[..^shared];
        return written;
    }
}
