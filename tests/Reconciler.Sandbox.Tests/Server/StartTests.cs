using System.Runtime.Versioning;
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
        await using (await SandboxLauncher.StartAsync(new SandboxOptions(path))) Assert.Equal(ResetResult.InUse, SandboxLauncher.Reset(path));
        Assert.Equal(ResetResult.Done, SandboxLauncher.Reset(path));
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Equal(ResetResult.NothingThere, SandboxLauncher.Reset(path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_no_sandbox_made_is_neither_served_nor_deleted_nor_changed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("letter.txt");
        await File.WriteAllTextAsync(path, "a letter to a friend");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await Assert.ThrowsAsync<InvalidDataException>(() => SandboxLauncher.StartAsync(new SandboxOptions(path)));
        Assert.Equal(ResetResult.NoStore, SandboxLauncher.Reset(path));
        Assert.Equal("a letter to a friend", await File.ReadAllTextAsync(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_may_read_what_lets_in()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "state", "sandbox.db");
        await using var launcher = await SandboxLauncher.StartAsync(new SandboxOptions(path));
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        var files = Directory.GetFiles(Path.GetDirectoryName(path)!);
        Assert.Contains($"{path}-wal", files);
        Assert.Contains($"{path}.kubeconfig", files);
        Assert.All(files, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task The_address_is_known_before_the_first_start_and_after_the_last()
    {
        using var folder = new TemporaryFolder();
        var options = new SandboxOptions(folder.File("sandbox.db"));
        var before = await SandboxLauncher.AddressAsync(options.StorePath, TimeProvider.System);
        await using (var launcher = await SandboxLauncher.StartAsync(options))
        {
            Assert.Equal(before, launcher.Address);
            Assert.Equal(before, await SandboxLauncher.AddressAsync(options.StorePath, TimeProvider.System));
        }
        Assert.Equal(before, await SandboxLauncher.AddressAsync(options.StorePath, TimeProvider.System));
        Assert.Equal(before.KubeconfigText, await File.ReadAllTextAsync(SandboxLauncher.KubeconfigPath(options.StorePath)));
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
