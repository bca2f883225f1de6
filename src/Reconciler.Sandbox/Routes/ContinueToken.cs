using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes;

/// <summary>Where a list in parts goes on: the revision that all parts are of (-1 for whatever is there now), and the key of the last object sent.</summary>
internal sealed record ContinueToken(long Revision, string After)
{
    public string Write()
    {
        var text = CanonicalJson.WriteOrdered(new MapBuilder { ["v"] = "meta.k8s.io/v1", ["rv"] = ScalarNode.Of(Revision), ["start"] = After + "\0" }.ToMap(), indented: false);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The token of a text, or null with what is wrong with it.</summary>
    public static ContinueToken? Read(string text, out string problem)
    {
        problem = "";
        try
        {
            var bytes = Base64Url.DecodeFromChars(text.TrimEnd('='));
            problem = $"invalid character '{(bytes.Length == 0 ? ' ' : (char)bytes[0])}' looking for beginning of value";
            if (NodeJson.Read(bytes) is not MapNode map) problem = "json: cannot unmarshal into Go value of type storage.continueToken";
            else if (map.Text("v")?.Value is not "meta.k8s.io/v1") problem = $"server does not recognize this encoded version {map.Text("v")?.Value}";
            else if (!long.TryParse(map.Text("rv")?.Value, out var revision) || map.Text("start")?.Value is not { Length: > 0 } start) problem = "start key is not set";
            else
            {
                problem = "";
                return new ContinueToken(revision, start.TrimEnd('\0'));
            }
        }
        catch (FormatException)
        {
            problem = "illegal base64 data";
        }
        catch (JsonException)
        {
            return null;
        }
        return null;
    }
}
