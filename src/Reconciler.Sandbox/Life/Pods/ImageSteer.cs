using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>
/// What an image's tag asks of its simulated container. A tag steers as a whole or by its last word: <c>crash</c> and <c>v2-crash</c> are the same.
/// </summary>
public sealed partial record ImageSteer
{
    public bool Crashes { get; private init; }
    public bool IsNeverReady { get; private init; }
    public bool JobFails { get; private init; }
    public bool IsUnhealthy { get; private init; }
    public bool CannotBePulled { get; private init; }

    /// <summary>How long it takes to be ready, or to finish; null for the usual time.</summary>
    public TimeSpan? Slow { get; private init; }

    public static ImageSteer Of(string image)
    {
        var (repository, tag) = Split(image);
        var slow = SlowTag().Match(tag);
        return new ImageSteer
        {
            Crashes = Is(tag, "crash"),
            IsNeverReady = Is(tag, "never-ready"),
            JobFails = Is(tag, "job-fails"),
            IsUnhealthy = Is(tag, "unhealthy"),
            CannotBePulled = Is(tag, "pull-fails") || repository[(repository.LastIndexOf('/') + 1)..] == "nonexistent",
            Slow = slow.Success ? TimeSpan.FromSeconds(int.Parse(slow.Groups["seconds"].Value, CultureInfo.InvariantCulture)) : null,
        };
    }

    /// <summary>The image as a container runtime names it, with registry and tag.</summary>
    public static string FullName(string image)
    {
        var (repository, tag) = Split(image);
        var first = repository.Split('/')[0];
        var hasHost = repository.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost");
        var full = hasHost ? repository : $"docker.io/{(repository.Contains('/') ? "" : "library/")}{repository}";
        if (image.Contains('@')) return $"{full}{image[image.IndexOf('@', StringComparison.Ordinal)..]}";
        return $"{full}:{(tag.Length == 0 ? "latest" : tag)}";
    }

    /// <summary>The image by a digest, which is made up of its name.</summary>
    public static string Identifier(string image)
    {
        var full = FullName(image);
        if (full.Contains('@')) return full;
        return $"{full[..full.LastIndexOf(':')]}@sha256:{GeneratedNames.Sha256(full)}";
    }

    private static bool Is(string tag, string word) => tag == word || tag.EndsWith("-" + word, StringComparison.Ordinal);

    private static (string Repository, string Tag) Split(string image)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, "");
    }

    [GeneratedRegex(@"(^|-)slow-(?<seconds>[0-9]{1,5})s\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SlowTag();
}
