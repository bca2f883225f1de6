using Reconciler.Objects;

namespace Reconciler.Diagnostics;

/// <summary>How bad a problem is. Only errors fail a run; with --strict warnings do too.</summary>
public enum Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>
/// One problem with its code and its place. The message says what is wrong and names the thing; <see cref="Expected"/> and
/// <see cref="Found"/> say it for machines; <see cref="Fix"/> is what to write or do instead.
/// </summary>
public sealed record Diagnostic(DiagnosticCode Code, Origin Place, string Message)
{
    public Severity Severity { get; init; } = Code.Severity;

    /// <summary>The field's path inside its document, as in spec.processes.web.port.</summary>
    public string? Field { get; init; }

    public string? Expected { get; init; }
    public string? Found { get; init; }
    public string? Fix { get; init; }

    public override string ToString() =>
        $"{(Place.IsKnown ? $"{Place}: " : "")}{SeverityWord(Severity)} {Code.Id}: {Message}{(Fix is null ? "" : $" ({Fix})")}";

    public static string SeverityWord(Severity severity) => severity switch
    {
        Severity.Note => "note",
        Severity.Warning => "warning",
        Severity.Error => "error",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
