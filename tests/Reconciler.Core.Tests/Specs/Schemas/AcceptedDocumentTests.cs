using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

public sealed class AcceptedDocumentTests
{
    private static IEnumerable<string> Names =>
        Directory.GetFiles(Path.Combine(SchemaFolder.Here(), "accepted"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public static TheoryData<string> Files() => [.. Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_examples_of_the_language_are_accepted(string name)
    {
        var file = YamlReader.Read(name, File.ReadAllBytes(Path.Combine(SchemaFolder.Here(), "accepted", name)));
        Assert.Empty(file.Problems);
        Assert.Empty(file.Documents.SelectMany(document => SpecSchemas.Check(document.Root)));
    }

    [Fact]
    public void Every_kind_has_an_example_that_is_accepted()
    {
        var kinds = Names.SelectMany(name => YamlReader.Read(name, File.ReadAllBytes(Path.Combine(SchemaFolder.Here(), "accepted", name))).Documents)
            .Select(document => document.Root.Text("kind")!.Value).ToHashSet();
        Assert.Superset(SpecSchemas.Kinds.ToHashSet(), kinds);
    }

    [Fact]
    public void Checking_documents_that_fit_is_cheap()
    {
        var document = SchemaFolder.Document(File.ReadAllText(Path.Combine(SchemaFolder.Here(), "accepted", "app.yaml")));
        SpecSchemas.Check(document);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) SpecSchemas.Check(document);
        // The example has 500 values; a second walk for each, or a regular expression made anew, would be far above this.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 1_500_000);
    }
}
