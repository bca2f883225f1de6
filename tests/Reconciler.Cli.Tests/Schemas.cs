using NJsonSchema;

namespace Reconciler.Cli.Tests;

/// <summary>The schemas of what the commands print.</summary>
internal static class Schemas
{
    private static string Of(string folder, string name) => Path.Combine(Golden.Root(), "schemas", folder, $"{name}.schema.json");

    public static async Task AssertFitsAsync(string name, string json)
    {
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(File.Exists(Of("output", name)) ? Of("output", name) : Of("", name)));
        Assert.Empty(schema.Validate(json).Select(problem => $"{problem.Kind} at {problem.Path}"));
    }
}
