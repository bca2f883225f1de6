using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;

namespace Reconciler.Planning;

/// <summary>Who changed an object that is ours, as far as the cluster records it.</summary>
internal static class Drifts
{
    /// <summary>The manager that took one of the fields last. A field that was removed leaves no trace of who did it.</summary>
    public static Cause Of(LiveObject live, string manager, ImmutableArray<FieldChange> fields)
    {
        var changed = fields.SelectMany(field => live.Managers.Where(entry => entry.Name != manager && field.Elements.IsIn(entry.Fields))).OrderByDescending(entry => entry.Time, StringComparer.Ordinal).FirstOrDefault();
        return new Cause.Drift(changed?.Name, DateTimeOffset.TryParse(changed?.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null);
    }
}
