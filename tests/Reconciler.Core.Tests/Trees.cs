using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Core.Tests;

/// <summary>Trees from YAML text that stands in a test.</summary>
internal static class Trees
{
    public static MapNode Read(string yaml)
    {
        var file = YamlReader.Read("f.yaml", yaml);
        Assert.DoesNotContain(file.Problems, problem => problem.Severity == Severity.Error);
        return Assert.Single(file.Documents).Root;
    }
}
