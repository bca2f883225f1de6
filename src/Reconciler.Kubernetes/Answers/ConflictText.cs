using System.Text.RegularExpressions;
using Reconciler.Kube;

namespace Reconciler.Kubernetes.Answers;

/// <summary>Reads who owns a conflicting field: <c>conflict with "hpa" with subresource "scale" using apps/v1 at …</c>.</summary>
internal static partial class ConflictText
{
    [GeneratedRegex("""^conflict with (?<manager>"(?:[^"\\]|\\.)*")(?: with subresource (?<part>"(?:[^"\\]|\\.)*"))?(?: using (?<version>\S+))?""", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    public static ConflictingField Read(FieldCause cause)
    {
        var match = Form().Match(cause.Message);
        var manager = match.Success ? Unquote(match.Groups["manager"].Value) : "";
        return new ConflictingField(
            cause.Field ?? "",
            manager,
            match.Groups["part"] is { Success: true } part ? Unquote(part.Value) : null,
            match.Groups["version"] is { Success: true } version ? version.Value : null);
    }

    private static string Unquote(string text) =>
        text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}
