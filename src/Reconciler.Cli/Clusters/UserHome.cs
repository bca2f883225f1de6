namespace Reconciler.Cli.Clusters;

/// <summary>The user's own folder.</summary>
internal static class UserHome
{
    /// <summary>What HOME says, else what the system knows of the user; null where neither knows one.</summary>
    public static string? Of(CommandHost host)
    {
        var home = host.Variable("HOME") ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        return Path.IsPathRooted(home) ? home : null;
    }
}
