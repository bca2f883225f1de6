using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// What a kubeconfig says of a sandbox: its port, its token, whom to trust. Made once and kept in the store, so that a kubeconfig
/// outlives the server, and can be had before there is one.
/// </summary>
internal sealed class ServerIdentity : IDisposable
{
    private const string PortSetting = "port";
    private const string TokenSetting = "token";

    // below the ports that systems lend to outgoing connections, which would take the port between two starts
    private const int FirstPort = 20_000;
    private const int LastPort = 29_999;
    private const int PortsTried = 20;

    private readonly ObjectStore _store;

    private ServerIdentity(ObjectStore store, ServerCertificates certificates, string token, int port) => (_store, Certificates, Token, Port) = (store, certificates, token, port);

    public ServerCertificates Certificates { get; }

    /// <summary>The bearer token of the administrator.</summary>
    public string Token { get; }

    public int Port { get; private set; }

    public SandboxAddress Address => new(new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{Port}")), Token, Certificates.AuthorityPem);

    public static ServerIdentity Open(ObjectStore store, TimeProvider time) => new(
        store,
        ServerCertificates.Open(store, time),
        store.Kept(TokenSetting, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))),
        int.Parse(store.Kept(PortSetting, () => FreePort().ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture));

    /// <summary>Keeps the port that was really taken.</summary>
    public void Move(int port)
    {
        if (port == Port) return;
        Port = port;
        _store.Set(PortSetting, port.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => Certificates.Dispose();

    /// <summary>A port that nobody listens on now; 0, which is any, where none was found.</summary>
    public static int FreePort()
    {
        for (var i = 0; i < PortsTried; i++)
        {
            var port = RandomNumberGenerator.GetInt32(FirstPort, LastPort + 1);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody has it
            }
        }
        return 0;
    }
}
