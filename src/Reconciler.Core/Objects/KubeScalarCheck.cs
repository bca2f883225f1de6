using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Objects;

/// <summary>Whether a scalar is what a field of Kubernetes takes, and what to write instead where it is not.</summary>
internal static partial class KubeScalarCheck
{
    /// <summary>The problem of a value, or null. A null value is a problem of whoever doesn't allow it, not of this.</summary>
    public static FieldProblem? Check(ScalarNode scalar, KubeScalar expected, FieldPath path)
    {
        if (!HasRightKind(scalar, expected.Kind)) return WrongType(scalar, expected.Kind, path);
        if (!IsWellFormed(scalar, expected.Kind))
        {
            return new FieldProblem(FieldProblemKind.BadValue, path, scalar.Origin, $"{scalar.Written} is not {Name(expected.Kind)}")
            {
                Expected = Name(expected.Kind),
                Found = scalar.Written,
                Fix = Example(expected.Kind),
            };
        }
        // an empty word is one that was not said, which is where the server puts its default
        return expected.Allowed.IsEmpty || scalar.Value.Length == 0 || expected.Allowed.Contains(scalar.Value) ? null : NotAllowed(scalar, expected, path);
    }

    /// <summary>The kind of value in words, with its article.</summary>
    public static string Name(KubeScalarKind kind) => kind switch
    {
        KubeScalarKind.Text => "text",
        KubeScalarKind.Boolean => "true or false",
        KubeScalarKind.Int32 => "a 32-bit integer",
        KubeScalarKind.Int64 => "an integer",
        KubeScalarKind.Number => "a number",
        KubeScalarKind.Quantity => "a quantity",
        KubeScalarKind.IntOrString => "an integer or text",
        KubeScalarKind.Time => "a time",
        KubeScalarKind.MicroTime => "a time with microseconds",
        KubeScalarKind.Bytes => "base64",
        _ => throw new UnreachableException(),
    };

    private static bool HasRightKind(ScalarNode scalar, KubeScalarKind kind) => kind switch
    {
        KubeScalarKind.Text or KubeScalarKind.Time or KubeScalarKind.MicroTime or KubeScalarKind.Bytes => scalar.Kind == ScalarKind.String,
        KubeScalarKind.Boolean => scalar.Kind == ScalarKind.Boolean,
        KubeScalarKind.Int32 or KubeScalarKind.Int64 => scalar.Kind == ScalarKind.Integer,
        KubeScalarKind.Number => scalar.Kind is ScalarKind.Integer or ScalarKind.Float,
        KubeScalarKind.Quantity => scalar.Kind is ScalarKind.Integer or ScalarKind.Float or ScalarKind.String,
        KubeScalarKind.IntOrString => scalar.Kind is ScalarKind.Integer or ScalarKind.String,
        _ => throw new UnreachableException(),
    };

    private static bool IsWellFormed(ScalarNode scalar, KubeScalarKind kind) => kind switch
    {
        KubeScalarKind.Int32 or KubeScalarKind.IntOrString => scalar.Kind == ScalarKind.String || int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        KubeScalarKind.Int64 => long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        KubeScalarKind.Quantity => Quantity().IsMatch(scalar.Value),
        KubeScalarKind.Time => Time().IsMatch(scalar.Value) && IsInstant(scalar.Value),
        KubeScalarKind.MicroTime => MicroTime().IsMatch(scalar.Value) && IsInstant(scalar.Value),
        KubeScalarKind.Bytes => Convert.TryFromBase64String(scalar.Value, new byte[scalar.Value.Length], out _),
        KubeScalarKind.Text or KubeScalarKind.Boolean or KubeScalarKind.Number => true,
        _ => throw new UnreachableException(),
    };

    private static FieldProblem WrongType(ScalarNode scalar, KubeScalarKind kind, FieldPath path) =>
        new(FieldProblemKind.WrongType, path, scalar.Origin, $"{Name(kind)} is expected, but {scalar.Written} is {Found(scalar)}")
        {
            Expected = Name(kind),
            Found = $"{scalar.Written}, {Found(scalar)}",
            Fix = FixFor(scalar, kind),
        };

    private static string Found(ScalarNode scalar) => scalar.Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Boolean => "a boolean",
        ScalarKind.Integer => "an integer",
        ScalarKind.Float => "a number",
        ScalarKind.String => "text",
        _ => throw new UnreachableException(),
    };

    private static string? FixFor(ScalarNode scalar, KubeScalarKind kind)
    {
        if (scalar.IsNull) return null;
        if (HasRightKind(new ScalarNode(ScalarKind.String, scalar.Written), kind)) return $"quote it: \"{scalar.Written}\"";
        if (scalar.Kind == ScalarKind.Float && scalar.Value.All(char.IsAsciiDigit)) return $"write {scalar.Value}";
        var unquoted = YamlScalars.Resolve(scalar.Value, scalar.Origin);
        return unquoted.Kind != scalar.Kind && HasRightKind(unquoted, kind) ? $"write it without quotes: {scalar.Value}" : null;
    }

    private static FieldProblem NotAllowed(ScalarNode scalar, KubeScalar expected, FieldPath path)
    {
        var allowed = string.Join(", ", expected.Allowed.Where(value => value.Length > 0));
        var nearest = expected.Allowed.FirstOrDefault(value => value.Equals(scalar.Value, StringComparison.OrdinalIgnoreCase)) ?? Diagnostics.Spelling.Closest(scalar.Value, expected.Allowed);
        return new FieldProblem(FieldProblemKind.BadValue, path, scalar.Origin, $"\"{scalar.Value}\" is none of {allowed}")
        {
            Expected = allowed,
            Found = scalar.Value,
            Fix = nearest is null ? null : $"write {nearest}",
        };
    }

    private static string? Example(KubeScalarKind kind) => kind switch
    {
        KubeScalarKind.Quantity => "write it as in 500m, 1.5, 128Mi or 2G",
        KubeScalarKind.Time => "write it as in 2026-01-31T12:00:00Z",
        KubeScalarKind.MicroTime => "write it as in 2026-01-31T12:00:00.000000Z",
        KubeScalarKind.Bytes => "encode it with base64, or write it under stringData where the kind has that",
        _ => null,
    };

    private static bool IsInstant(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Quantity();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex MicroTime();
}
