using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Values;

/// <summary>Why a text is not a value of its kind: a sentence that names the text, and what to write instead where that is known.</summary>
public sealed record ValueProblem(string Message, string? Fix = null)
{
    public Diagnostic At(DiagnosticCode code, Origin place, string? field = null) => code.At(place, Message, Fix, field);
}
