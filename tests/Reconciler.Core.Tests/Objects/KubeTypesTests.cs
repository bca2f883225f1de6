using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class KubeTypesTests
{
    /// <summary>With RECORD=1 the table is written anew.</summary>
    [Fact]
    public void The_table_is_what_the_API_server_says_of_itself()
    {
        if (SharedFolder.Find("openapi") is not { } folder) return;
        var written = KubernetesTypesWriter.Write(folder);
        if (Environment.GetEnvironmentVariable("RECORD") == "1")
            File.WriteAllText(Path.Combine(SharedFolder.SolutionRoot(), "src/Reconciler.Core/Objects", KubeTypes.ResourceName), written);
        else
            Assert.Equal(written, KubeTypes.EmbeddedText());
    }
}
