using Reconciler.Objects;

namespace Reconciler.Server.Tests;

/// <summary>Short reads for assertions.</summary>
internal static class Reads
{
    public static string? At(this MapNode? body, params string[] path) => (body.Path(path) as ScalarNode)?.Value;
}
