using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Routes.Protobuf;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class ProtobufTests
{
    [Fact]
    public void A_ConfigMap_is_read_with_its_name_and_data()
    {
        var metadata = Field(1, [.. Field(1, "a"), .. Field(2, ""), .. Field(8, "")]);
        var data = Field(2, [.. Field(1, "key"), .. Field(2, "")]);
        var body = ProtoReader.Read(Envelope("v1", "ConfigMap", [.. metadata, .. data]))!;
        Assert.Equal("""{"apiVersion":"v1","data":{"key":""},"kind":"ConfigMap","metadata":{"name":"a"}}""", CanonicalJson.Write(body));
    }

    [Fact]
    public void An_optional_zero_is_kept_and_an_empty_part_is_not()
    {
        var spec = Field(2, [0x08, 0x00, .. Field(4, Field(1, ""))]);
        Assert.Equal("""{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":0}}""", CanonicalJson.Write(ProtoReader.Read(Envelope("apps/v1", "Deployment", [.. spec, .. Field(3, "")]))!));
    }

    [Fact]
    public void A_field_or_kind_that_is_not_known_and_a_cut_text_are_not_read()
    {
        Assert.Null(ProtoReader.Read(Envelope("v1", "ConfigMap", Field(99, "x"))));
        Assert.Null(ProtoReader.Read(Envelope("v1", "Unknown", [])));
        Assert.Null(ProtoReader.Read(Envelope("v1", "ConfigMap", Field(1, "abc")).AsSpan()[..^1]));
    }

    private static byte[] Envelope(string apiVersion, string kind, byte[] raw) => [.. "k8s\0"u8, .. Field(1, [.. Field(1, apiVersion), .. Field(2, kind)]), .. Field(2, raw)];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => number < 16 ? [(byte)((number << 3) | 2), (byte)content.Length, .. content] : [(byte)(((number << 3) & 0x7F) | 0x82), (byte)(number >> 4), (byte)content.Length, .. content];
}
