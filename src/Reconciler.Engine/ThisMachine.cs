using System.Net;

namespace Reconciler.Engine;

/// <summary>Whether a host of an address is this machine, which is what may be spoken to without encryption or authentication.</summary>
public static class ThisMachine
{
    public static bool Is(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
