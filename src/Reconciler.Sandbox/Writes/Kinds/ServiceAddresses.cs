using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Kinds;

/// <summary>The addresses and ports that the server gives a Service, and keeps when somebody writes it without them.</summary>
internal static class ServiceAddresses
{
    private static readonly string[] Kept = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    /// <summary>What was given before is taken over where the new object doesn't say otherwise.</summary>
    public static MapNode Carry(MapNode live, MapNode body)
    {
        if (body.Map("spec") is not { } spec || live.Map("spec") is not { } before) return body;
        var (wasExternal, isExternal) = (before.Text("type")?.Value == "ExternalName", spec.Text("type")?.Value == "ExternalName");
        if (isExternal && !wasExternal)
        {
            foreach (var field in Kept)
                if (Node.DeepEquals(spec[field], before[field])) spec = spec.Without(field);
        }
        else if (!isExternal && !wasExternal)
        {
            foreach (var field in Kept)
                if (spec[field] is null or ListNode { Items.Length: 0 } && before[field] is { } given) spec = spec.With(field, given);
        }
        return body.With("spec", Ports(before, spec));
    }

    /// <summary>Hands out what is missing; a wish for something that is taken is refused.</summary>
    public static MapNode Allocate(WriteContext context, MapNode? live, MapNode body)
    {
        if (body.Map("spec") is not { } spec) return body;
        var pool = context.Request.Addresses;
        if (spec.Text("type")?.Value != "ExternalName") spec = Addresses(context, pool, live.Map("spec"), spec);
        if (HasNodePorts(spec)) spec = NodePorts(context, pool, live.Map("spec"), spec);
        if (spec.Text("type")?.Value == "LoadBalancer" && spec.Text("externalTrafficPolicy")?.Value == "Local" && spec.Number("healthCheckNodePort") is null or 0)
            spec = spec.With("healthCheckNodePort", live.Map("spec")?["healthCheckNodePort"] ?? pool.NextNodePort());
        return body.With("spec", spec);
    }

    private static MapNode Addresses(WriteContext context, AddressPool pool, MapNode? before, MapNode spec)
    {
        var isPlain = spec.Map("selector") is not null || spec.Filled("clusterIP") != "None";
        var at = 0;
        foreach (var family in isPlain ? spec.Texts("ipFamilies").Select(item => item.Value) : [])
        {
            if (family == "IPv6") throw Taken(context, string.Create(CultureInfo.InvariantCulture, $"spec.ipFamilies[{at}]"), family, "not configured on this cluster");
            at++;
        }
        var wanted = spec.Filled("clusterIP") ?? spec.Texts("clusterIPs").FirstOrDefault()?.Value;
        if (wanted is null) wanted = pool.NextClusterIp();
        else if (wanted != "None" && before.Filled("clusterIP") != wanted)
        {
            if (!wanted.StartsWith("10.96.", StringComparison.Ordinal))
                throw Taken(context, "spec.clusterIPs", ListNode.Of(wanted), $"failed to allocate IP {wanted}: the provided IP ({wanted}) is not in the valid range. The range of valid IPs is 10.96.0.0/16");
            if (pool.IsTaken(wanted)) throw Taken(context, "spec.clusterIPs", ListNode.Of(wanted), $"failed to allocate IP {wanted}: provided IP is already allocated");
            pool.Take(wanted);
        }
        spec = spec.With("clusterIP", wanted);
        if (spec.List("clusterIPs") is not { Items.Length: > 0 }) spec = spec.With("clusterIPs", ListNode.Of(wanted));
        // A headless Service without a selector may be given endpoints of both families.
        var isBoth = wanted == "None" && spec.Map("selector") is null;
        if (spec.List("ipFamilies") is not { Items.Length: > 0 }) spec = spec.With("ipFamilies", isBoth ? ListNode.Of("IPv4", "IPv6") : ListNode.Of("IPv4"));
        return spec.Has("ipFamilyPolicy") ? spec : spec.With("ipFamilyPolicy", isBoth ? "RequireDualStack" : "SingleStack");
    }

    private static bool HasNodePorts(MapNode spec) => spec.Text("type")?.Value switch
    {
        "NodePort" => true,
        "LoadBalancer" => spec.Flag("allocateLoadBalancerNodePorts")?.Value != false,
        _ => false,
    };

    private static MapNode NodePorts(WriteContext context, AddressPool pool, MapNode? before, MapNode spec)
    {
        if (spec.List("ports") is not { } ports) return spec;
        var held = before.Maps("ports").Select(port => port.Number("nodePort")).ToHashSet();
        var items = ports.Items.ToBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not MapNode port) continue;
            if (port.Number("nodePort") is not { } number || number == 0) items[i] = port.With("nodePort", pool.NextNodePort());
            else if (!held.Contains(number))
            {
                if (!pool.IsTrial && number is < AddressPool.FirstNodePort or > AddressPool.LastNodePort)
                    throw Taken(context, string.Create(CultureInfo.InvariantCulture, $"spec.ports[{i}].nodePort"), port["nodePort"]!, "provided port is not in the valid range. The range of valid ports is 30000-32767");
                if (pool.IsTaken((int)number)) throw Taken(context, string.Create(CultureInfo.InvariantCulture, $"spec.ports[{i}].nodePort"), port["nodePort"]!, "provided port is already allocated");
                pool.Take((int)number);
                held.Add(number);
            }
        }
        return spec.With("ports", new ListNode(items.ToImmutable()));
    }

    private static MapNode Ports(MapNode before, MapNode spec)
    {
        if (spec.List("ports") is not { } ports || !HasNodePorts(spec) && !HasNodePorts(before)) return spec;
        var carried = ports.Items.Select(item =>
        {
            if (item is not MapNode port) return item;
            var old = before.Maps("ports").FirstOrDefault(other => other.Number("port") == port.Number("port") && other.Text("protocol")?.Value == port.Text("protocol")?.Value);
            var (given, written) = (old?["nodePort"], port["nodePort"]);
            if (HasNodePorts(spec)) return given is not null && written is null ? port.With("nodePort", given) : port;
            return written is not null && Node.DeepEquals(given, written) ? port.Without("nodePort") : port;
        });
        return spec.With("ports", ListNode.Of(carried));
    }

    private static RefusedWriteException Taken(WriteContext context, string field, Node value, string why) =>
        new(Refusals.Invalid(context.Kind, context.Request.Name, [FieldError.Invalid(field, value, why)]));
}
