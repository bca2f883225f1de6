using Reconciler.Objects;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Tests.Server;

public sealed class StartTests
{
    [Fact]
    public async Task A_restart_keeps_address_token_certificate_and_objects()
    {
        using var folder = new TemporaryFolder();
        var options = new SandboxOptions(folder.File("sandbox.db"));
        string kubeconfig;
        await using (var first = await SandboxServer.StartAsync(options)) kubeconfig = first.KubeconfigText;
        await using var second = await SandboxServer.StartAsync(options);
        Assert.Equal(kubeconfig, second.KubeconfigText);
    }

    [Fact]
    public async Task A_taken_port_is_replaced_by_a_free_one()
    {
        using var folder = new TemporaryFolder();
        var options = new SandboxOptions(folder.File("sandbox.db"));
        Uri address;
        await using (var first = await SandboxServer.StartAsync(options)) address = first.Address;
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, address.Port);
        other.Start();
        await using var second = await SandboxServer.StartAsync(options);
        Assert.NotEqual(address, second.Address);
    }

    [Fact]
    public async Task A_sandbox_in_use_is_not_reset_and_one_that_ended_is()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("sandbox.db");
        await using (await SandboxLauncher.StartAsync(new SandboxOptions(path))) Assert.False(SandboxLauncher.TryReset(path));
        Assert.True(SandboxLauncher.TryReset(path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_kubeconfig_has_one_context_with_server_authority_and_token()
    {
        var text = Kubeconfig.Write(new Uri("https://127.0.0.1:1234"), "PEM", "secret");
        var config = YamlReader.Read("kubeconfig", text).Documents[0].Root;
        Assert.Equal(Kubeconfig.ContextName, config.Text("current-context")?.Value);
        Assert.Equal("https://127.0.0.1:1234", config.Maps("clusters").Single().Map("cluster").Text("server")?.Value);
        Assert.Equal("UEVN", config.Maps("clusters").Single().Map("cluster").Text("certificate-authority-data")?.Value);
        Assert.Equal("secret", config.Maps("users").Single().Map("user").Text("token")?.Value);
    }
}
