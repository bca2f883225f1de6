namespace Reconciler.Sandbox.Writes;

internal static class ScaleWrite
{
    public static WriteResult Run(WriteContext context) => throw new RefusedWriteException(Refusals.NotFound(context.Kind, context.Request.Name));
}
