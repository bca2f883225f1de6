using Reconciler.Engine.Sources;

namespace Reconciler.Git;

/// <summary>Ancestry from the commits that are on this machine. Where history is cut off, what is not found is not known.</summary>
internal static class LocalHistory
{
    public static async Task<Ancestry> AncestryAsync(GitObjects objects, string ancestor, string descendant, CancellationToken cancellation)
    {
        if (ancestor == descendant) return new Ancestry.Yes();
        if (!await objects.HasAsync($"{descendant}^{{commit}}", cancellation)) return new Ancestry.Unknown($"the commit {descendant} is not there");
        if (await objects.HasAsync($"{ancestor}^{{commit}}", cancellation))
        {
            var result = await objects.RunAsync(["merge-base", "--is-ancestor", ancestor, descendant], cancellation);
            if (result.ExitCode == 0) return new Ancestry.Yes();
            if (result.ExitCode != 1) return new Ancestry.Unknown(result.Error);
        }
        if (await IsShallowAsync(objects, cancellation)) return new Ancestry.Unknown("the history that can be seen is cut off");
        // Only a history that was walked to its end without a gap says no.
        var walk = await objects.RunAsync(["rev-list", "--count", descendant], cancellation);
        return walk.IsDone ? new Ancestry.No() : new Ancestry.Unknown(walk.Error);
    }

    /// <summary>Taken as cut off where it can't be told.</summary>
    public static async Task<bool> IsShallowAsync(GitObjects objects, CancellationToken cancellation) =>
        (await objects.RunAsync(["rev-parse", "--is-shallow-repository"], cancellation)) is not { IsDone: true, Line: "false" };
}
