using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Dokku;

/// <summary>
/// The names of processes in one file: Dokku's become labels of Kubernetes, each with one note, and two that become the
/// same are an error.
/// </summary>
internal sealed class ProcessNames(ICollection<Diagnostic> problems)
{
    private readonly Dictionary<string, string?> _byWritten = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Written, Origin Place)> _byName = new(StringComparer.Ordinal);

    /// <summary>Whether a name is taken by what is not a process.</summary>
    public static bool IsReserved(string name) => name is "run" or "before" or "after" || name.StartsWith("cron-", StringComparison.Ordinal);

    /// <summary>Our name of a process, or null where it was refused.</summary>
    public string? Read(string written, Origin place)
    {
        if (_byWritten.TryGetValue(written, out var known)) return known;
        return _byWritten[written] = Check(written, place);
    }

    /// <summary>Where the name was first read, or null.</summary>
    public Origin? PlaceOf(string name) => _byName.TryGetValue(name, out var first) ? first.Place : null;

    private string? Check(string written, Origin place)
    {
        var name = Names.Slug(written);
        if (Names.Label(name, "the process name") is { } wrong)
        {
            problems.Add(ValueCodes.ProcessName.At(place, wrong));
            return null;
        }
        if (IsReserved(name))
        {
            problems.Add(ValueCodes.ProcessName.At(place, $"the process name \"{written}\" is reserved", "run, before, after and cron-… name Jobs; choose another name"));
            return null;
        }
        if (_byName.TryGetValue(name, out var first))
        {
            problems.Add(ValueCodes.ProcessTwice.At(place, $"\"{written}\" and \"{first.Written}\" (line {first.Place.Line}) are both the process {name}", "keep one of them"));
            return null;
        }
        _byName[name] = (written, place);
        if (name != written) problems.Add(ValueCodes.ProcessRenamed.At(place, $"the process \"{written}\" is called {name} here"));
        return name;
    }
}
