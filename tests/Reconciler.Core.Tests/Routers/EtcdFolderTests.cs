using System.Text;
using Reconciler.Routers;

namespace Reconciler.Core.Tests.Routers;

public sealed class EtcdFolderTests
{
    [Fact]
    public void Variables_are_named_by_the_last_part_of_direct_children()
    {
        var read = Read("/env/", ("/env/log-level", "a"), ("/env/B_2", "b"), ("/env/deep/c", "c"), ("/env/", "d"));
        Assert.Equal([("B_2", "b"), ("LOG_LEVEL", "a")], read.Variables.Select(variable => (variable.Name, variable.Value)));
        Assert.Empty(read.Left);
    }

    [Fact]
    public void What_gives_no_name_or_the_same_one_is_left_out_and_told()
    {
        var read = Read("/env", ("/env/a-b", "1"), ("/env/a_b", "2"), ("/env/9", "3"), ("/env/a.b", "4"), ("/env/ä", "5"));
        Assert.Equal([("A_B", "1")], read.Variables.Select(variable => (variable.Name, variable.Value)));
        Assert.Equal(4, read.Left.Length);
        Assert.Contains("/env/a_b gives A_B, as another key does", read.Left);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0x41, 0 })]
    public void A_value_that_is_no_text_leaves_the_folder_unknown(byte[] value) =>
        Assert.IsType<EtcdFolder.Unknown>(EtcdFolder.Of("/env", [new StoredValue("/env/a", value, 1, 1)]));

    private static EtcdFolder.Read Read(string path, params (string Key, string Value)[] pairs) =>
        Assert.IsType<EtcdFolder.Read>(EtcdFolder.Of(path, [.. pairs.Select(pair => new StoredValue(pair.Key, Encoding.UTF8.GetBytes(pair.Value), 1, 1))]));
}
