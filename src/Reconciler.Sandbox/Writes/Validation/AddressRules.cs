using System.Net;
using System.Net.Sockets;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>What counts as an address, and as a network.</summary>
internal static class AddressRules
{
    public const string NoAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    public const string NoNetwork = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>An address in its usual form; .NET would also take 1.2 and plain numbers.</summary>
    public static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Split('.') is { Length: 4 } parts && Array.TrueForAll(parts, part => part.All(char.IsAsciiDigit)));

    public static bool IsNetwork(string text) =>
        text.Split('/') is [var address, var bits] && IsAddress(address) && int.TryParse(bits, out var length) && length >= 0 && length <= (address.Contains(':', StringComparison.Ordinal) ? 128 : 32);

    /// <summary>Whether one network lies inside another and is smaller.</summary>
    public static bool IsInside(string inner, string outer)
    {
        var (innerParts, outerParts) = (inner.Split('/'), outer.Split('/'));
        var length = int.Parse(outerParts[1], System.Globalization.CultureInfo.InvariantCulture);
        if (length >= int.Parse(innerParts[1], System.Globalization.CultureInfo.InvariantCulture)) return false;
        var (small, large) = (IPAddress.Parse(innerParts[0]).GetAddressBytes(), IPAddress.Parse(outerParts[0]).GetAddressBytes());
        if (small.Length != large.Length) return false;
        for (var bit = 0; bit < length; bit++)
            if (((small[bit / 8] ^ large[bit / 8]) & (0x80 >> (bit % 8))) != 0) return false;
        return true;
    }
}
