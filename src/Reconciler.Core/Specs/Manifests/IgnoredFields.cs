using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>
/// The JSON pointers of <c>reconciler.dev/ignore</c>, one a line. Kubernetes owns an atomic list or map as one field, so a
/// part of it can't be left to others.
/// </summary>
public static class IgnoredFields
{
    /// <summary>The pointers of an annotation's value.</summary>
    public static ImmutableArray<string> Pointers(string value) => [.. value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The keys and indices of a pointer.</summary>
    public static ImmutableArray<string> Segments(string pointer) =>
        [.. pointer[1..].Split('/').Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    internal static IEnumerable<Diagnostic> Problems(ScalarNode value, KubeType? type)
    {
        var pointers = Pointers(value.Value);
        if (pointers.IsEmpty) yield return ManifestCodes.BadSteering.At(value.Origin, "reconciler.dev/ignore names no field", "write JSON pointers, one a line, as in /spec/replicas");
        foreach (var pointer in pointers)
        {
            if (pointer[0] != '/' || pointer.Length == 1)
                yield return ManifestCodes.BadSteering.At(value.Origin, $"\"{pointer}\" is no JSON pointer", $"write /{pointer.Trim('/', '.').Replace('.', '/')}");
            else if (type is not null && Problem(pointer, type) is { } problem)
                yield return ManifestCodes.BadSteering.At(value.Origin, problem.Message, problem.Fix);
        }
    }

    private static (string Message, string? Fix)? Problem(string pointer, KubeType type)
    {
        KubeValue known = new KubeObject(type, IsAtomic: false);
        var passed = "";
        foreach (var segment in Segments(pointer))
        {
            switch (known)
            {
                case KubeList { Kind: KubeListKind.Atomic }:
                    return ($"{pointer} points into the list {passed}, which Kubernetes owns and replaces as a whole", $"write {passed} to leave all of it to others");
                case KubeObject { IsAtomic: true } or KubeMap { IsAtomic: true }:
                    return ($"{pointer} points into the map {passed}, which Kubernetes owns and replaces as a whole", $"write {passed} to leave all of it to others");
                case KubeObject { Type: var inner } when inner.Field(segment) is { } field:
                    known = field.Value;
                    break;
                case KubeObject { Type: var inner }:
                    return ($"{(passed.Length == 0 ? "the object" : passed)} has no field {segment}", Spelling.Suggest(segment, inner.FieldNames));
                case KubeList list when segment.All(char.IsAsciiDigit):
                    known = list.Item;
                    break;
                case KubeList:
                    return ($"{passed} is a list, and {segment} is no index of it", $"write {passed}/0 for its first item");
                case KubeMap map:
                    known = map.Value;
                    break;
                case KubeScalar:
                    return ($"{passed} is a single value and has no field {segment}", $"write {passed}");
                case KubeFree:
                    return null;
            }
            passed += "/" + segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }
        return null;
    }
}
