namespace Reconciler.Health;

/// <summary>Why the API server refuses the pods of a workload, as its controller reports it.</summary>
internal static class PodRefusal
{
    private const string Quota = "exceeded quota: ";

    public static string Of(string? message)
    {
        if (Wording.Quote(message) is not { } said) return "its pods can't be made";
        var quota = said.IndexOf(Quota, StringComparison.Ordinal);
        if (quota >= 0) return $"quota {said[(quota + Quota.Length)..].Replace(", requested:", " is exceeded, requested:", StringComparison.Ordinal)}";
        return $"its pods can't be made: {After(After(said, "error creating: "), "Error creating: ")}";
    }

    private static string After(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : text;
}
