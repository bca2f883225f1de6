namespace Reconciler.Server.Notifying;

/// <summary>How patient notifications are, and where sources are said to lie.</summary>
public sealed record NotifySettings
{
    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often something is tried to be told at most.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>How long to wait before the second time; then longer and longer.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The URL by which a forge is found for a source, where that isn't the source's own.</summary>
    public Func<string, string> SourceUrl { get; init; } = source => source;
}
