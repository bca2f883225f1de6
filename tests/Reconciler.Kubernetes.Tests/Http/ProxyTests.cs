using System.Net;
using System.Net.Sockets;
using System.Text;
using Reconciler.Kube;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Kubernetes.Tests.Http;

public sealed class ProxyTests
{
    private readonly Certificates _certificates = new();

    [Theory]
    [InlineData("http://{0}", null)]
    [InlineData("http://jane:p%40ss@{0}", "Basic amFuZTpwQHNz")]
    [InlineData("socks5://{0}", null)]
    public async Task Requests_go_through_the_proxy(string form, string? authorization)
    {
        await using var server = await RawServer.Start(context => context.Json(200, "{}"), Certificates.Server(_certificates.Root, "cluster.test"));
        using var proxy = new Proxy(server.Port, authorization);
        var access = new ClusterAccess
        {
            Context = "x",
            Server = new Uri("https://cluster.test:6443"),
            Authorities = [_certificates.Root],
            Proxy = new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, $"127.0.0.1:{proxy.Port}")),
        };
        using var client = new KubeClient(access, RawServer.Impatient, TimeProvider.System, new Random(1));
        var answer = await client.Objects.Get(new ObjectAddress(KubeResource.Pods, "shop", "web"), default);
        Assert.Null(answer.Error?.ToString());
        Assert.Equal("cluster.test:6443", proxy.Target);
    }

    /// <summary>Takes CONNECT and SOCKS5, and leads to one port whatever was asked for.</summary>
    private sealed class Proxy : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly int _leadsTo;
        private readonly string? _authorization;

        public Proxy(int leadsTo, string? authorization)
        {
            (_leadsTo, _authorization) = (leadsTo, authorization);
            _listener.Start();
            _ = Accept();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string? Target { get; private set; }

        public void Dispose() => _listener.Dispose();

        private async Task Accept()
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Serve(client);
            }
        }

        private async Task Serve(TcpClient client)
        {
            var stream = client.GetStream();
            var first = new byte[1];
            await stream.ReadExactlyAsync(first);
            if (first[0] == 5) await Socks(stream);
            else if (!await Connect(stream, (char)first[0])) return;
            using var upstream = new TcpClient();
            await upstream.ConnectAsync(IPAddress.Loopback, _leadsTo);
            await Task.WhenAny(stream.CopyToAsync(upstream.GetStream()), upstream.GetStream().CopyToAsync(stream));
            client.Dispose();
        }

        private async Task<bool> Connect(NetworkStream stream, char first)
        {
            var head = new StringBuilder().Append(first);
            var buffer = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await stream.ReadExactlyAsync(buffer);
                head.Append((char)buffer[0]);
            }
            if (_authorization is not null && !head.ToString().Contains($"Proxy-Authorization: {_authorization}", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                stream.Close();
                return false;
            }
            Target = head.ToString().Split(' ')[1];
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            return true;
        }

        private async Task Socks(NetworkStream stream)
        {
            var count = new byte[1];
            await stream.ReadExactlyAsync(count);
            await stream.ReadExactlyAsync(new byte[count[0]]);
            await stream.WriteAsync(new byte[] { 5, 0 });
            var request = new byte[5];
            await stream.ReadExactlyAsync(request);
            var rest = new byte[request[4] + 2];
            await stream.ReadExactlyAsync(rest);
            Target = $"{Encoding.ASCII.GetString(rest, 0, request[4])}:{(rest[^2] << 8) | rest[^1]}";
            await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
        }
    }
}
