namespace Reconciler.Diagnostics;

public static class ManifestCodes
{
}
