namespace Reconciler.Diagnostics;

public static class SchemaCodes
{
}
