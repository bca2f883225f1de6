namespace Reconciler.Specs.Values;

public static class Duration
{
    public static bool TryParse(string text, out int seconds) => int.TryParse(text.TrimEnd('s'), out seconds);
}
