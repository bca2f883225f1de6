using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>A container image: <c>registry/repository:tag@digest</c>, with everything but the repository optional.</summary>
public sealed partial record ImageReference(string Text, string? Registry, string Repository, string? Tag, string? Digest)
{
    private const int LongestName = 255;

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Component();

    [GeneratedRegex(@"^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagGrammar();

    [GeneratedRegex(@"^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DigestGrammar();

    /// <summary>Whether what it points to may change without the text changing because no version was chosen.</summary>
    public bool IsLatest => Digest is null && Tag is null or "latest";

    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? image, [NotNullWhen(false)] out ValueProblem? problem)
    {
        image = null;
        problem = Foreign(text);
        if (problem is not null) return false;
        var rest = text;
        var digest = CutAfter(ref rest, rest.IndexOf('@', StringComparison.Ordinal));
        var colon = rest.LastIndexOf(':');
        var tag = CutAfter(ref rest, colon > rest.LastIndexOf('/') ? colon : -1);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var registry = slash > 0 && IsRegistry(rest[..slash]) ? rest[..slash] : null;
        var repository = registry is null ? rest : rest[(slash + 1)..];
        problem = Check(text, registry, repository, tag, digest);
        if (problem is not null) return false;
        image = new ImageReference(text, registry, repository, tag, digest);
        return true;
    }

    private static ValueProblem? Foreign(string text)
    {
        if (text.Length == 0) return new("the image is empty", "write repository:tag, as in registry.example.com/shop:v42");
        if (text.Any(char.IsWhiteSpace)) return new($"the image \"{text}\" has a space in it");
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? null : new($"the image \"{text}\" is a URL", $"leave out the scheme: {text[(scheme + 3)..]}");
    }

    private static string? CutAfter(ref string text, int at)
    {
        if (at < 0) return null;
        var after = text[(at + 1)..];
        text = text[..at];
        return after;
    }

    private static bool IsRegistry(string component) => component == "localhost" || component.IndexOfAny(['.', ':']) >= 0 || component.Any(char.IsAsciiLetterUpper);

    private static ValueProblem? Check(string text, string? registry, string repository, string? tag, string? digest)
    {
        if (repository.Length == 0) return new($"the image \"{text}\" has no repository", "write repository:tag, as in registry.example.com/shop:v42");
        if (registry is not null && !Host().IsMatch(registry)) return new($"the registry \"{registry}\" of the image \"{text}\" is not a host with an optional port");
        if ((registry?.Length ?? 0) + repository.Length >= LongestName) return new($"the name of the image is longer than {LongestName} characters");
        if (repository.Split('/').FirstOrDefault(component => !Component().IsMatch(component)) is { } wrong)
        {
            return wrong.Any(char.IsAsciiLetterUpper) && Component().IsMatch(wrong.ToLowerInvariant())
                ? new($"the repository \"{repository}\" of the image has capitals; registries know lower case only", $"write {repository.ToLowerInvariant()}")
                : new($"\"{wrong}\" in the image \"{text}\" is not a part of a repository's name", "use lower-case letters and digits, separated by one of . _ -");
        }
        if (tag is not null && !TagGrammar().IsMatch(tag))
            return new($"the tag \"{tag}\" of the image is not valid", "a tag has up to 128 letters, digits and . _ - and starts with a letter, a digit or _");
        return digest is null || DigestGrammar().IsMatch(digest) ? null : new($"the digest \"{digest}\" of the image is not valid", "a digest is sha256: and 64 hexadecimal digits");
    }

    public override string ToString() => Text;
}
