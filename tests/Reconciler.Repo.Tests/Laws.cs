namespace Reconciler.Repo.Tests;

/// <summary>One place where a law is broken.</summary>
internal sealed record Breach(string Place, string Message)
{
    public override string ToString() => $"{Place}: {Message}";
}

internal static class Laws
{
    /// <summary>Fails with all the places at which a law is broken, so that they can be mended in one go.</summary>
    public static void Hold(IEnumerable<Breach> breaches)
    {
        var lines = breaches.Select(breach => breach.ToString()).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.True(lines.Length == 0, $"{lines.Length} places break this law:\n{string.Join("\n", lines)}");
    }
}
