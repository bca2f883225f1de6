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

    public static ContinueToken? Read(string text)
    {
        try
        {
            return NodeJson.Read(Base64Url.DecodeFromChars(text.TrimEnd('='))) is MapNode map
                && long.TryParse(map.Text("rv")?.Value, out var revision) && map.Text("start")?.Value is { } start
                ? new ContinueToken(revision, start.TrimEnd('\0'))
                : null;
        }
        catch (Exception problem) when (problem is FormatException or JsonException)
        {
            return null;
        }
    }
}
