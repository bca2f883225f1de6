using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>
/// What a Procfile or an app.json says, in the shape of an App's spec, with every problem found. It is merged before the
/// spec itself; every value has its place in the file that it was read from.
/// </summary>
public sealed record DokkuPart(MapNode Fields, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>The variables that app.json wants and gives no value for.</summary>
    public ImmutableArray<WantedVariable> Wanted { get; init; } = [];

    public MapNode Processes => Fields.Map("processes") ?? MapNode.Empty;

    /// <summary>An error for each wanted variable that the App's own env does not set either.</summary>
    public ImmutableArray<Diagnostic> Missing(Func<string, bool> isSet) => [.. Wanted.Where(wanted => !isSet(wanted.Name)).Select(wanted => wanted.ToDiagnostic())];
}

/// <summary>A variable without a value: required, or to be made by a generator, which nothing here runs.</summary>
public sealed record WantedVariable(string Name, Origin Place, string? Generator)
{
    internal Diagnostic ToDiagnostic() => Generator is null
        ? ValueCodes.VariableWanted.At(Place, $"app.json requires the variable {Name} and has no value for it", $"write {Name} into the App's env, or \"required\": false here")
        : ValueCodes.VariableGenerator.At(Place, $"app.json wants a value of {Name} from the generator \"{Generator}\", and generators are not run here",
            $"make the value once, keep it in a Secret and write {Name}: {{secret: …, key: …}} into the App's env");
}
