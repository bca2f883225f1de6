using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

/// <summary>The schema files and example documents as they lie in the working copy.</summary>
internal static class SchemaFolder
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(Here(), "../../../../schemas"));

    public static JObject Read(string kind) => JObject.Parse(SpecSchemas.Text(kind)!);

    public static MapNode Document(string yaml)
    {
        var file = YamlReader.Read("f.yaml", yaml);
        Assert.Empty(file.Problems);
        return Assert.Single(file.Documents).Root;
    }

    public static string Here([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
