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

    /// <summary>As <see cref="Read"/>, in a file where each process stands once.</summary>
    public string? ReadOnce(string written, Origin place)
    {
        if (!_byWritten.TryGetValue(written, out var known)) return Read(written, place);
        if (known is not null) problems.Add(Twice(written, known, place));
        return null;
    }

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
        if (_byName.ContainsKey(name))
        {
            problems.Add(Twice(written, name, place));
            return null;
        }
        _byName[name] = (written, place);
        if (name != written) problems.Add(ValueCodes.ProcessRenamed.At(place, $"the process \"{written}\" is called {name} here"));
        return name;
    }

    private Diagnostic Twice(string written, string name, Origin place)
    {
        var first = _byName[name];
        var both = first.Written == written ? $"the process {name} is written" : $"\"{written}\" is the process {name} too, which is written as \"{first.Written}\"";
        return ValueCodes.ProcessTwice.At(place, $"{both} on line {first.Place.Line} already", "keep one of them");
    }
}
