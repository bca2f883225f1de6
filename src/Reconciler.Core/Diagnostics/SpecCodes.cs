namespace Reconciler.Diagnostics;

public static class SpecCodes
{
}
