namespace Reconciler.Sandbox.Writes;

/// <summary>
/// Cluster addresses (10.96.0.0/16) and node ports (30000 to 32767) that a server hands out. It is filled from the stored
/// Services at start; <see cref="Copy"/> is what a dry run draws from.
/// </summary>
public sealed class AddressPool(Random random)
{
    internal const int FirstNodePort = 30_000;
    internal const int LastNodePort = 32_767;
    private readonly HashSet<string> _addresses = ["10.96.0.1"];
    private readonly HashSet<int> _ports = [];

    /// <summary>Whether it belongs to a dry run, which doesn't look at the range of node ports.</summary>
    public bool IsTrial { get; private init; }

    public bool IsTaken(string clusterIp) => _addresses.Contains(clusterIp);

    public bool IsTaken(int nodePort) => _ports.Contains(nodePort);

    public void Take(string clusterIp) => _addresses.Add(clusterIp);

    public void Take(int nodePort) => _ports.Add(nodePort);

    public void Release(string clusterIp) => _addresses.Remove(clusterIp);

    public void Release(int nodePort) => _ports.Remove(nodePort);

    public string NextClusterIp()
    {
        string address;
        do address = $"10.96.{random.Next(1, 255)}.{random.Next(1, 255)}";
        while (!_addresses.Add(address));
        return address;
    }

    public int NextNodePort()
    {
        int port;
        do port = random.Next(FirstNodePort, LastNodePort + 1);
        while (!_ports.Add(port));
        return port;
    }

    /// <summary>A pool with the same taken, which draws by dice of its own.</summary>
    public AddressPool Copy(Random dice)
    {
        var copy = new AddressPool(dice) { IsTrial = true };
        copy._addresses.UnionWith(_addresses);
        copy._ports.UnionWith(_ports);
        return copy;
    }
}
