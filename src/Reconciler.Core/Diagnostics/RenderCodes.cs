namespace Reconciler.Diagnostics;

public static class RenderCodes
{
}
