namespace Reconciler.Diagnostics;

public static class MachineCodes
{
}
