using NJsonSchema;

namespace Reconciler.Cli.Tests;

/// <summary>The schemas of what the commands print.</summary>
internal static class Schemas
{
    public static async Task AssertFitsAsync(string name, string json)
    {
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Path.Combine(Golden.Root(), "schemas", "output", $"{name}.schema.json")));
        Assert.Empty(schema.Validate(json).Select(problem => $"{problem.Kind} at {problem.Path}"));
    }
}
