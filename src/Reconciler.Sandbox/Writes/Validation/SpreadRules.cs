using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for how the pods of a workload are spread over a cluster.</summary>
internal static class SpreadRules
{
    public static IEnumerable<FieldError> Check(MapNode spec, string path)
    {
        var kinds = new HashSet<(string?, string?)>();
        foreach (var (constraint, place) in spec.Items("topologySpreadConstraints", path))
        {
            var skew = constraint.Number("maxSkew") ?? 0;
            if (skew <= 0) yield return FieldError.Invalid($"{place}.maxSkew", skew, "must be greater than zero");
            if (constraint.Filled("topologyKey") is null) yield return FieldError.Required($"{place}.topologyKey", "can not be empty");
            var action = constraint.Text("whenUnsatisfiable")?.Value ?? "";
            if (action is not ("DoNotSchedule" or "ScheduleAnyway")) yield return FieldError.NotSupported($"{place}.whenUnsatisfiable", action, ["DoNotSchedule", "ScheduleAnyway"]);
            if (!kinds.Add((constraint.Text("topologyKey")?.Value, action)))
                yield return FieldError.Duplicate($"{place}.{{topologyKey, whenUnsatisfiable}}", $"{{{constraint.Text("topologyKey")?.Value}, {action}}}");
            if (constraint.Number("minDomains") is { } least)
            {
                if (least <= 0) yield return FieldError.Invalid($"{place}.minDomains", least, "must be greater than zero");
                if (action != "DoNotSchedule") yield return FieldError.Invalid($"{place}.minDomains", least, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
            }
            foreach (var error in LabelRules.Selector(constraint.Map("labelSelector"), $"{place}.labelSelector")) yield return error;
        }
    }
}
