using System.Text;

namespace Reconciler.Sandbox.Writes;

/// <summary>What Go's JSON reader says about the content of a Secret that has to be a JSON object.</summary>
internal static class GoJson
{
    /// <summary>The problem of what is encoded in base64; null where it is an object.</summary>
    public static string? Problem(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length).Trim();
        if (text.Length == 0) return "unexpected end of JSON input";
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            return document.RootElement.ValueKind switch
            {
                System.Text.Json.JsonValueKind.Object => null,
                System.Text.Json.JsonValueKind.Null => null,
                var kind => $"json: cannot unmarshal {Name(kind)} into Go value of type map[string]interface {{}}",
            };
        }
        catch (System.Text.Json.JsonException)
        {
            return text[0] is '{' or '[' or '"' ? "unexpected end of JSON input" : $"invalid character '{text[0]}' looking for beginning of value";
        }
    }

    private static string Name(System.Text.Json.JsonValueKind kind) => kind switch
    {
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => "number",
        _ => "bool",
    };
}
