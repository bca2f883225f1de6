using System.Globalization;
using System.Numerics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>What a pod asks of its node, in thousandths of cores and in bytes.</summary>
public readonly record struct PodResources(BigInteger MilliCpu, BigInteger Memory)
{
    public static PodResources operator +(PodResources left, PodResources right) => new(left.MilliCpu + right.MilliCpu, left.Memory + right.Memory);

    public static PodResources operator -(PodResources left, PodResources right) => new(left.MilliCpu - right.MilliCpu, left.Memory - right.Memory);

    /// <summary>The sum over the containers, or what the largest init container asks where that is more.</summary>
    public static PodResources Requests(MapNode podSpec) => new(Total(podSpec, "requests", "cpu", inThousandths: true), Total(podSpec, "requests", "memory", inThousandths: false));

    /// <summary>One resource over all containers, from requests or limits; a request that isn't there is its limit.</summary>
    public static BigInteger Total(MapNode podSpec, string kind, string name, bool inThousandths)
    {
        BigInteger running = 0, largest = 0;
        foreach (var init in podSpec.Maps("initContainers"))
        {
            var amount = Amount(init, kind, name, inThousandths);
            if (init.Text("restartPolicy")?.Value == "Always") running += amount;
            else largest = BigInteger.Max(largest, running + amount);
        }
        foreach (var container in podSpec.Maps("containers")) running += Amount(container, kind, name, inThousandths);
        var total = BigInteger.Max(running, largest);
        return kind == "requests" ? total + Read(podSpec.Map("overhead"), name, inThousandths) : total;
    }

    private static BigInteger Amount(MapNode container, string kind, string name, bool inThousandths)
    {
        var resources = container.Map("resources");
        var map = kind == "requests" && resources.Map("requests")?.Has(name) != true ? resources.Map("limits") : resources.Map(kind);
        return Read(map, name, inThousandths);
    }

    private static BigInteger Read(MapNode? map, string name, bool inThousandths) =>
        map.Text(name)?.Value is { } text && Quantity.TryParse(text, out var amount, out _) ? inThousandths ? amount.MilliValue : amount.Value : BigInteger.Zero;

    /// <summary>Thousandths as a quantity: 1500 is 1500m, 2000 is 2.</summary>
    public static string Cores(BigInteger milli) => milli % 1000 == 0
        ? (milli / 1000).ToString(CultureInfo.InvariantCulture)
        : milli.ToString(CultureInfo.InvariantCulture) + "m";
}
