using System.Globalization;
using Microsoft.Extensions.Logging;
using Reconciler.Objects;

namespace Reconciler.Server;

/// <summary>
/// What the server has to say for itself, in the form of the controller's log: lines for people on a terminal, JSON elsewhere. It is also
/// where warnings and errors of the web server go; what these say of requests has no bodies and no headers.
/// </summary>
internal sealed class ServerLog(ServerSettings settings) : ILoggerProvider
{
    private readonly TextWriter _target = TextWriter.Synchronized(settings.Logs);

    public void Write(string level, string? environment, string text, string? details = null)
    {
        var now = settings.Time.GetUtcNow();
        _target.WriteLine(settings.LogsAsJson
            ? CanonicalJson.WriteOrdered(new MapBuilder { ["time"] = DocumentTime.Of(now), ["level"] = level, ["environment"] = environment, ["message"] = text, ["details"] = details }.ToMap(), indented: false)
            : $"{now.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {(environment is null ? "" : $"{environment}: ")}{text}{(details is null ? "" : $"\n{details}")}");
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() => _target.Flush();

    private sealed class Category(ServerLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(logLevel == LogLevel.Warning ? "warning" : "error", null, $"{name}: {formatter(state, exception)}", exception?.ToString());
        }
    }
}
