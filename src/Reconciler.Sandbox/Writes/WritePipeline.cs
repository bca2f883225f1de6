using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes.Patches;

namespace Reconciler.Sandbox.Writes;

/// <summary>
/// What a write makes of an object: decoded, merged, defaulted, owned, validated and counted as an API server does. It
/// reads and changes nothing but the request's pool of addresses.
/// </summary>
public static class WritePipeline
{
    public static WriteResult Run(WriteRequest request)
    {
        var context = new WriteContext(request);
        try
        {
            if (request.Subresource == "scale") return ScaleWrite.Run(context);
            var written = request.Verb switch
            {
                WriteVerb.Create => CreateWrite.Read(context),
                WriteVerb.Update => UpdateWrite.Read(context),
                WriteVerb.Apply => ApplyWrite.Read(context),
                _ => PatchWrite.Read(context),
            };
            return Commit.Run(context, written);
        }
        catch (RefusedWriteException refused)
        {
            return new WriteResult.Refused(refused.Status) { Warnings = context.Warnings };
        }
    }
}

/// <summary>Ends a write with its answer, from wherever it was found to be impossible.</summary>
#pragma warning disable CA1032, CA1064 // never leaves the pipeline
internal sealed class RefusedWriteException(ApiStatus status) : Exception(status.Message)
#pragma warning restore CA1032, CA1064
{
    public ApiStatus Status { get; } = status;
}
