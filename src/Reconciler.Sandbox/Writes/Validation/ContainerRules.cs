using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for one container: its name and image, ports, variables, mounts, resources, probes and hooks.</summary>
internal static class ContainerRules
{
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
    private static readonly string[] OwnFields = ["metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"];
    private static readonly string[] OtherFields = ["metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"];

    public static IEnumerable<FieldError> Check(MapNode container, string path, HashSet<string> volumes, HashSet<string> names, bool isInit)
    {
        if (container.Filled("name") is not { } name) yield return FieldError.Required($"{path}.name");
        else
        {
            foreach (var problem in NameRules.Label(name)) yield return FieldError.Invalid($"{path}.name", name, problem);
        }
        if (container.Filled("image") is null) yield return FieldError.Required($"{path}.image");
        foreach (var error in FieldPaths.OneOf(container, "terminationMessagePolicy", path, "File", "FallbackToLogsOnError")) yield return error;
        foreach (var error in Ports(container, path).Concat(Variables(container, path)).Concat(Mounts(container, path, volumes))) yield return error;
        foreach (var error in FieldPaths.OneOf(container, "imagePullPolicy", path, PullPolicies)) yield return error;
        foreach (var error in ResourceRules.Check(container.Map("resources"), $"{path}.resources")) yield return error;
        foreach (var error in SecurityContext(container.Map("securityContext"), $"{path}.securityContext")) yield return error;
        if (container.Filled("name") is { } known && !names.Add(known)) yield return FieldError.Duplicate($"{path}.name", known);
        foreach (var error in Started(container, path, isInit)) yield return error;
    }

    /// <summary>Hooks and probes, which init containers have only where they go on running.</summary>
    private static IEnumerable<FieldError> Started(MapNode container, string path, bool isInit)
    {
        var mayProbe = !isInit || container.Text("restartPolicy")?.Value == "Always";
        if (container.Map("lifecycle") is { } lifecycle)
        {
            if (!mayProbe) yield return FieldError.Forbidden($"{path}.lifecycle", "may not be set for init containers without restartPolicy=Always");
            foreach (var hook in (string[])["postStart", "preStop"])
                if (mayProbe && lifecycle.Map(hook) is { } handler)
                    foreach (var error in Handler(handler, $"{path}.lifecycle.{hook}")) yield return error;
        }
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.Map(probe) is not { } found) continue;
            if (!mayProbe) yield return FieldError.Forbidden($"{path}.{probe}", "may not be set for init containers without restartPolicy=Always");
            else
                foreach (var error in Probe(found, $"{path}.{probe}", probe)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Ports(MapNode container, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (port, place) in container.Items("ports", path))
        {
            if (port.Filled("name") is { } name)
            {
                foreach (var problem in NameRules.PortName(name)) yield return FieldError.Invalid($"{place}.name", name, problem);
                if (!names.Add(name)) yield return FieldError.Duplicate($"{place}.name", name);
            }
            if (port.Number("containerPort") is null or 0) yield return FieldError.Required($"{place}.containerPort");
            else
                foreach (var error in FieldPaths.Port(port, "containerPort", place)) yield return error;
            if (port.Number("hostPort") is not (null or 0))
                foreach (var error in FieldPaths.Port(port, "hostPort", place)) yield return error;
            foreach (var error in FieldPaths.OneOf(port, "protocol", place, Protocols)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Variables(MapNode container, string path)
    {
        foreach (var (variable, place) in container.Items("env", path))
        {
            if (variable.Filled("name") is not { } name) yield return FieldError.Required($"{place}.name");
            else
                foreach (var problem in NameRules.Variable(name)) yield return FieldError.Invalid($"{place}.name", name, problem);
            if (variable.Map("valueFrom") is not { } from) continue;
            if (from.Entries.Length == 0) yield return FieldError.Invalid($"{place}.valueFrom", "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
            else if (variable.Filled("value") is not null) yield return FieldError.Invalid($"{place}.valueFrom", "", "may not be specified when `value` is not empty");
            else if (from.Entries.Length > 1) yield return FieldError.Invalid($"{place}.valueFrom", "", "may not have more than one field specified at a time");
            foreach (var error in FieldReference(from.Map("fieldRef"), $"{place}.valueFrom.fieldRef")) yield return error;
            foreach (var reference in (string[])["configMapKeyRef", "secretKeyRef"])
            {
                if (from.Map(reference) is not { } found) continue;
                if (found.Filled("name") is null) yield return FieldError.Required($"{place}.valueFrom.{reference}.name");
                if (found.Filled("key") is null) yield return FieldError.Required($"{place}.valueFrom.{reference}.key");
            }
        }
        foreach (var (source, place) in container.Items("envFrom", path))
        {
            var sources = source.Entries.Count(entry => entry.Key is "configMapRef" or "secretRef");
            if (sources == 0) yield return FieldError.Invalid($"{place}", "", "must specify one of: `configMapRef` or `secretRef`");
            else if (sources > 1) yield return FieldError.Invalid($"{place}", "", "may not have more than one field specified at a time");
            foreach (var reference in (string[])["configMapRef", "secretRef"])
                if (source.Map(reference) is { } found && found.Filled("name") is null) yield return FieldError.Required($"{place}.{reference}.name");
        }
    }

    private static IEnumerable<FieldError> Mounts(MapNode container, string path, HashSet<string> volumes)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (mount, place) in container.Items("volumeMounts", path))
        {
            var name = mount.Filled("name");
            if (name is null) yield return FieldError.Required($"{place}.name");
            else if (!volumes.Contains(name)) yield return FieldError.NotFound($"{place}.name", name);
            if (mount.Filled("mountPath") is not { } mountPath) yield return FieldError.Required($"{place}.mountPath");
            else if (!paths.Add(mountPath)) yield return FieldError.Invalid($"{place}.mountPath", mountPath, "must be unique");
            if (mount.Filled("subPath") is { } inside && (inside.StartsWith('/') || inside.Split('/').Contains("..")))
                yield return FieldError.Invalid($"{place}.subPath", inside, inside.StartsWith('/') ? "must be a relative path" : "must not contain '..'");
        }
    }

    private static IEnumerable<FieldError> FieldReference(MapNode? reference, string path)
    {
        if (reference is null) yield break;
        var field = reference.Text("fieldPath")?.Value ?? "";
        if (field.Length == 0) yield return FieldError.Required($"{path}.fieldPath");
        else if (field.StartsWith("metadata.labels['", StringComparison.Ordinal) || field.StartsWith("metadata.annotations['", StringComparison.Ordinal)) yield break;
        else if (!OwnFields.Contains(field) && !OtherFields.Contains(field))
            yield return FieldError.Invalid($"{path}.fieldPath", field, $"error converting fieldPath: field label not supported: {field}");
        else if (!OwnFields.Contains(field)) yield return FieldError.NotSupported($"{path}.fieldPath", field, OwnFields);
    }

    private static IEnumerable<FieldError> SecurityContext(MapNode? context, string path)
    {
        foreach (var user in (string[])["runAsUser", "runAsGroup"])
            if (context.Number(user) is { } number and (< 0 or > int.MaxValue)) yield return FieldError.Invalid($"{path}.{user}", number, "must be between 0 and 2147483647, inclusive");
        if (context.Flag("allowPrivilegeEscalation")?.Value == false && context.Flag("privileged")?.Value == true)
            yield return FieldError.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }

    private static IEnumerable<FieldError> Probe(MapNode probe, string path, string kind)
    {
        foreach (var error in Handler(probe, path)) yield return error;
        foreach (var number in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
            foreach (var error in FieldPaths.NotNegative(probe, number, path)) yield return error;
        if (kind != "readinessProbe" && probe.Number("successThreshold") is { } threshold and not 1) yield return FieldError.Invalid($"{path}.successThreshold", threshold, "must be 1");
    }

    private static IEnumerable<FieldError> Handler(MapNode probe, string path)
    {
        var handlers = Handlers.Where(probe.Has).ToList();
        if (handlers.Count == 0) yield return FieldError.Required(path, "must specify a handler type");
        foreach (var handler in handlers.Skip(1)) yield return FieldError.Forbidden($"{path}.{handler}", "may not specify more than 1 handler type");
        foreach (var handler in handlers.Take(1))
        {
            if (probe.Map(handler) is not { } found) continue;
            if (handler == "exec" && found.List("command") is not { Items.Length: > 0 }) yield return FieldError.Required($"{path}.exec.command");
            if (handler is "exec" or "sleep") continue;
            foreach (var error in FieldPaths.Port(found, "port", $"{path}.{handler}")) yield return error;
            if (found.Text("port") is { } named && found["port"] is ScalarNode { Kind: ScalarKind.String })
                foreach (var problem in NameRules.PortName(named.Value)) yield return FieldError.Invalid($"{path}.{handler}.port", named.Value, problem);
        }
    }
}
