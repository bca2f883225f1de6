using System.Collections.Immutable;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>
/// What comes of the command that a container runs, where the sandbox knows all of it: what it writes and when, and how it ends. It is worked
/// out without waiting, and is the same each time. A tag that steers says more than the command.
/// </summary>
internal abstract record ContainerScript
{
    private ContainerScript() { }

    /// <summary>The command, or something in it, is none that the sandbox runs.</summary>
    public sealed record Unknown : ContainerScript;

    /// <summary>It reads what whoever is connected has to say, so how it goes on is not known before.</summary>
    public sealed record Interactive : ContainerScript;

    public sealed record Ended(ImmutableArray<(TimeSpan After, string Text)> Lines, int Code, TimeSpan After) : ContainerScript;

    private sealed class InputWanted : Exception;

    public static ContainerScript Of(MapNode pod, MapNode container, Func<string, string, MapNode?> find)
    {
        var steer = ImageSteer.Of(container.Text("image")?.Value ?? "");
        if (pod.RestartPolicy() == "Always" || steer.Crashes || steer.JobFails || steer.Slow is not null) return new Unknown();
        var environment = ContainerEnvironment.Of(pod, container, find);
        var words = Words(container, environment);
        if (words.Length == 0) return new Unknown();
        var (elapsed, text, lines) = (TimeSpan.Zero, new StringBuilder(), ImmutableArray.CreateBuilder<(TimeSpan, string)>());
        Task Write(byte[] bytes)
        {
            text.Append(Encoding.UTF8.GetString(bytes));
            for (var end = text.ToString().IndexOf('\n', StringComparison.Ordinal); end >= 0; end = text.ToString().IndexOf('\n', StringComparison.Ordinal))
            {
                lines.Add((elapsed, text.ToString(0, end)));
                text.Remove(0, end + 1);
            }
            return Task.CompletedTask;
        }
        Task Pass(TimeSpan time, CancellationToken cancel)
        {
            elapsed += time;
            return Task.CompletedTask;
        }
        ValueTask<byte[]?> Read(CancellationToken cancel) => container.Flag("stdin")?.Value == true ? throw new InputWanted() : ValueTask.FromResult<byte[]?>(null);
        var shell = new LittleShell(environment, new ShellStreams(Read, Write, Write) { File = path => ContainerFiles.Read(pod, container, path, find) }, Pass);
        try
        {
            var code = shell.RunAsync(words, CancellationToken.None).GetAwaiter().GetResult();
            if (text.Length > 0) lines.Add((elapsed, text.ToString()));
            return shell.MetUnknown ? new Unknown() : new Ended(lines.ToImmutable(), code, elapsed);
        }
        catch (InputWanted)
        {
            return shell.MetUnknown ? new Unknown() : new Interactive();
        }
    }

    /// <summary>The words of a container, with variables put in as the kubelet does. What an image would run by itself is not known here.</summary>
    public static ImmutableArray<string> Words(MapNode container, IEnumerable<KeyValuePair<string, string>> environment) =>
        [.. container.Texts("command").Concat(container.Texts("args")).Select(word => environment.Aggregate(word.Value, (text, variable) => text.Replace($"$({variable.Key})", variable.Value, StringComparison.Ordinal)))];
}
