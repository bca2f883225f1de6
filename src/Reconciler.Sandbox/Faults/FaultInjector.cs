using System.Collections.Immutable;

namespace Reconciler.Sandbox.Faults;

/// <summary>A plan at work: counts the requests and decides about each.</summary>
public sealed class FaultInjector(FaultPlan plan)
{
    private readonly Lock _lock = new();
    private readonly List<InjectedFault> _log = [];
    private FaultPlan _plan = plan;
    private int[] _matched = new int[plan.Rules.Length];
    private int[] _hit = new int[plan.Rules.Length];
    private int _requests;

    /// <summary>What was done so far, in order.</summary>
    public ImmutableArray<InjectedFault> Log
    {
        get
        {
            lock (_lock) return [.. _log];
        }
    }

    /// <summary>How many requests were seen.</summary>
    public int Requests
    {
        get
        {
            lock (_lock) return _requests;
        }
    }

    /// <summary>Goes on with another plan from here: its counts begin anew, the log stays.</summary>
    public void Use(FaultPlan plan)
    {
        lock (_lock) (_plan, _matched, _hit) = (plan, new int[plan.Rules.Length], new int[plan.Rules.Length]);
    }

    /// <summary>What to do to a request: the first rule that hits decides; null for nothing.</summary>
    public FaultAction? Next(FaultRequest request)
    {
        lock (_lock)
        {
            _requests++;
            for (var i = 0; i < _plan.Rules.Length; i++)
            {
                var rule = _plan.Rules[i];
                if (!rule.Matches(request)) continue;
                var number = _matched[i]++;
                if (number < rule.Skip || _hit[i] >= rule.Times || !Falls(i, number, rule.Probability)) continue;
                _hit[i]++;
                _log.Add(new InjectedFault(_requests, request, rule.Action, i));
                return rule.Action;
            }
            return null;
        }
    }

    /// <summary>The dice of one matching request, which don't depend on what other rules rolled.</summary>
    private bool Falls(int rule, int number, double probability)
    {
        if (probability >= 1) return true;
        var mixed = unchecked(((ulong)(uint)_plan.Seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)(uint)rule * 0xC2B2AE3D27D4EB4FUL) ^ ((ulong)(uint)number * 0x165667B19E3779F9UL));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53)) < probability;
    }
}
