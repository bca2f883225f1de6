using Microsoft.Extensions.Logging;
using Reconciler.Objects;

namespace Reconciler.Server.Tests.Metrics;

/// <summary>What the web server has to say is in the controller's log, in its form.</summary>
public sealed class ServerLogTests
{
    private static (ServerLog Log, StringWriter Target) Made(bool isJson)
    {
        var target = new StringWriter();
        return (new ServerLog(new ServerSettings(new Uri("http://127.0.0.1:0"), "0.1.0") { Logs = target, LogsAsJson = isJson }), target);
    }

    [Fact]
    public void Warnings_and_errors_are_lines_of_json_and_nothing_else_is_told()
    {
        var (log, target) = Made(isJson: true);
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var logger = factory.CreateLogger("Kestrel");
        logger.Log(LogLevel.Information, default, "a request came", null, (text, _) => text);
        logger.Log(LogLevel.Error, default, "request 7 failed", new InvalidOperationException("it broke\nin two"), (text, _) => text);
        var line = (MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(Assert.Single(target.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(("error", "Kestrel: request 7 failed"), (line.At("level"), line.At("message")));
        Assert.Contains("it broke", line.At("details"), StringComparison.Ordinal);
        Assert.NotNull(line.At("time"));
    }

    [Fact]
    public void People_get_lines()
    {
        var (log, target) = Made(isJson: false);
        log.Write("warning", "live", "something is odd");
        Assert.Matches(@"^\d\d:\d\d:\d\d live: something is odd\r?\n$", target.ToString());
    }
}
