using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>One field that is refused: its path, the reason that goes into the cause, and the message without the path.</summary>
internal sealed record FieldError(string Reason, string Field, string Body)
{
    public static FieldError Invalid(string field, Node? value, string detail) => new("FieldValueInvalid", field, With($"Invalid value: {GoText.Json(value)}", detail));

    /// <summary>A text that is refused; it is shown in quotes.</summary>
    public static FieldError Invalid(string field, string value, string detail) => new("FieldValueInvalid", field, With($"Invalid value: {GoText.Quote(value)}", detail));

    public static FieldError Invalid(string field, long value, string detail) =>
        new("FieldValueInvalid", field, With(string.Create(CultureInfo.InvariantCulture, $"Invalid value: {value}"), detail));

    /// <summary>A value of a type that a schema doesn't allow.</summary>
    public static FieldError WrongType(string field, string value, string detail) => new("FieldValueTypeInvalid", field, With($"Invalid value: {GoText.Quote(value)}", detail));

    public static FieldError Required(string field, string detail = "") => new("FieldValueRequired", field, With("Required value", detail));

    public static FieldError Duplicate(string field, Node? value) => new("FieldValueDuplicate", field, $"Duplicate value: {GoText.Json(value)}");

    /// <summary>A value whose keys the server writes in the order of a type of its own instead of sorted.</summary>
    public static FieldError Duplicate(string field, MapNode value, bool inOrder) => inOrder ? new("FieldValueDuplicate", field, $"Duplicate value: {CanonicalJson.WriteOrdered(value, indented: false)}") : Duplicate(field, value);

    public static FieldError InvalidInOrder(string field, MapNode value, string detail) => new("FieldValueInvalid", field, With($"Invalid value: {CanonicalJson.WriteOrdered(value, indented: false)}", detail));

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, With("Forbidden", detail));

    public static FieldError NotFound(string field, string value) => new("FieldValueNotFound", field, $"Not found: {GoText.Quote(value)}");

    public static FieldError NotSupported(string field, Node? value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {GoText.Json(value)}: supported values: {string.Join(", ", supported.Select(GoText.Quote))}");

    public static FieldError NotSupportedInOrder(string field, MapNode value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {CanonicalJson.WriteOrdered(value, indented: false)}: supported values: {string.Join(", ", supported.Select(GoText.Quote))}");

    public static FieldError TooLong(string field, int most, string unit = "bytes") =>
        new("FieldValueTooLong", field, string.Create(CultureInfo.InvariantCulture, $"Too long: may not be more than {most} {unit}"));

    public static FieldError TooMany(string field, int count, int most) =>
        new("FieldValueTooMany", field, string.Create(CultureInfo.InvariantCulture, $"Too many: {count}: must have at most {most} item{(most == 1 ? "" : "s")}"));

    private static string With(string what, string detail) => detail.Length == 0 ? what : $"{what}: {detail}";
}
