using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for Events, which are kept where the thing is that they are about. The newer API asks for more.</summary>
internal static class EventRules
{
    public static IEnumerable<FieldError> Event(MapNode body)
    {
        var isNew = body.Text("apiVersion")?.Value == "events.k8s.io/v1";
        var about = body.Map(isNew ? "regarding" : "involvedObject");
        var (home, place) = (body.Meta("namespace") ?? "", about.Text("namespace")?.Value ?? "");
        var isRight = place.Length == 0 ? home is "" or "default" or "kube-system" : place == home;
        if (!isRight) yield return FieldError.Invalid("involvedObject.namespace", place, "does not match event.namespace");
        if (!isNew) yield break;
        if (body.Filled("eventTime") is null) yield return FieldError.Required("eventTime");
        if (body.Filled("eventTime") is not null)
        {
            foreach (var (key, most) in new[] { ("reportingController", 0), ("reportingInstance", 128), ("action", 128), ("reason", 128) })
            {
                if (body.Filled(key) is not { } text) yield return FieldError.Required(key);
                else if (most > 0 && text.Length > most) yield return FieldError.Invalid(key, "", $"can have at most {most} characters");
            }
        }
        if (body.Text("type")?.Value is not ("Normal" or "Warning")) yield return FieldError.Invalid("type", "", $"has invalid value: {body.Text("type")?.Value}");
    }
}
