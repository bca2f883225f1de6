using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Reconciler.Diagnostics;
using Reconciler.Kubernetes.Config;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Http;

/// <summary>Runs a credential plugin as client.authentication.k8s.io says. What it writes to its standard error goes to ours, never into a message.</summary>
internal static class ExecPlugin
{
    public static async Task<CredentialState> Run(ExecSettings settings, CancellationToken cancellation)
    {
        var isInteractive = settings.Interactive != InteractiveMode.Never && !Console.IsInputRedirected;
        if (settings.Interactive == InteractiveMode.Always && !isInteractive)
            return Failed(settings, "the plugin wants a terminal (interactiveMode: Always), and there is none");
        try
        {
            using var process = Process.Start(StartInfo(settings, isInteractive))!;
            if (!isInteractive) process.StandardInput.Close();
            try
            {
                var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
                return process.ExitCode == 0 ? Read(settings, output) : Failed(settings, $"the plugin {settings.Command} failed with exit code {process.ExitCode}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Exception problem) when (problem is Win32Exception or IOException)
        {
            return Failed(settings, $"the plugin {settings.Command} can't be run: it is not there, or is no program", settings.InstallHint);
        }
    }

    private static ProcessStartInfo StartInfo(ExecSettings settings, bool isInteractive)
    {
        var start = new ProcessStartInfo(settings.Command) { RedirectStandardOutput = true, RedirectStandardInput = !isInteractive, UseShellExecute = false };
        foreach (var argument in settings.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings.Environment) start.Environment[name] = value;
        var info = new MapBuilder
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = settings.ApiVersion,
            ["spec"] = new MapBuilder { ["cluster"] = settings.Cluster, ["interactive"] = isInteractive },
        };
        start.Environment["KUBERNETES_EXEC_INFO"] = CanonicalJson.WriteOrdered(info.ToMap(), indented: false);
        return start;
    }

    private static CredentialState Read(ExecSettings settings, string output)
    {
        MapNode? answer = null;
        try
        {
            answer = NodeJson.Read(Encoding.UTF8.GetBytes(output)) as MapNode;
        }
        catch (JsonException)
        {
            // the text may hold a token, so it is not shown
        }
        if (answer?.Text("kind")?.Value != "ExecCredential") return Failed(settings, $"the plugin {settings.Command} did not write an ExecCredential in JSON");
        if (answer.Text("apiVersion")?.Value is var version && version != settings.ApiVersion)
            return Failed(settings, $"the plugin {settings.Command} answered in version {version}, not {settings.ApiVersion}", "set exec.apiVersion to the version that it speaks");
        var status = answer.Map("status");
        var token = status.Text("token")?.Value;
        var certificate = status.Text("clientCertificateData")?.Value;
        var key = status.Text("clientKeyData")?.Value;
        if (string.IsNullOrEmpty(token) && string.IsNullOrEmpty(certificate) && string.IsNullOrEmpty(key))
            return Failed(settings, $"the plugin {settings.Command} gave neither a token nor a certificate");
        if (string.IsNullOrEmpty(certificate) != string.IsNullOrEmpty(key))
            return Failed(settings, $"the plugin {settings.Command} gave a certificate or a key, but not both");
        DateTimeOffset? expires = null;
        if (status.Text("expirationTimestamp")?.Value is { } end)
        {
            if (!DateTimeOffset.TryParse(end, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return Failed(settings, $"the plugin {settings.Command} gave an expirationTimestamp that is no time");
            expires = time;
        }
        try
        {
            return new CredentialState
            {
                Header = string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token),
                Certificate = string.IsNullOrEmpty(certificate) ? null : Pem.Pair(certificate, key!),
                Expires = expires,
            };
        }
        catch (Exception problem) when (EntryData.IsBadPem(problem))
        {
            return Failed(settings, $"the plugin {settings.Command} gave a certificate and a key that can't be used together");
        }
    }

    private static CredentialState Failed(ExecSettings settings, string message, string? fix = null) =>
        new() { Problem = ConnectionCodes.PluginFailed.At(settings.Place, message, fix) };
}
