using System.Collections.Immutable;

namespace Reconciler.Sandbox.Faults;

/// <summary>Rules and the seed of their dice, as a value: the same plan hits the same requests if they come in the same order.</summary>
public sealed record FaultPlan(int Seed, ImmutableArray<FaultRule> Rules)
{
    public static FaultPlan None { get; } = new(0, []);

    public static FaultPlan Of(params ImmutableArray<FaultRule> rules) => new(0, rules);
}

/// <summary>One fault that happened: the how manieth request it was, what was done to it, and by which rule.</summary>
public sealed record InjectedFault(int Number, FaultRequest Request, FaultAction Action, int Rule)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#{Number} {Request.Verb} {Request.Resource} {Request.Namespace}/{Request.Name}: {Action}");
}
