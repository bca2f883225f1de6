using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;

namespace Reconciler.Benchmarks.Live;

/// <summary>What one command took: the whole process from outside, and from inside its requests, its peak, and its dry runs and writes from the first to the last.</summary>
internal sealed record CommandFigures(double Milliseconds, int Requests, double Megabytes, double AskingMilliseconds, double WritingMilliseconds);

/// <summary>
/// A command of the product, in a process of its own that counts its requests. It is the product's own entry point that runs there, with nothing
/// between it and the server.
/// </summary>
internal static class CommandRun
{
    public static async Task<CommandFigures> MeasureAsync(string ofNamespace, string[] command)
    {
        var clock = Stopwatch.StartNew();
        var numbers = await Worker.RunAsync([Worker.Command, ofNamespace, .. command]);
        return new CommandFigures(clock.Elapsed.TotalMilliseconds, (int)numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>The command's process.</summary>
    public static int Work(string ofNamespace, string[] command)
    {
        var log = new RequestLog($"/namespaces/{ofNamespace}/");
        using var all = DiagnosticListener.AllListeners.Subscribe(log);
        var code = (int)Assembly.Load("reconcile").EntryPoint!.Invoke(null, [command])!;
        // 2: a plan that has changes
        if (code is not (0 or 2)) return code;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine();
        return Worker.Print(log.Requests, self.PeakWorkingSet64 / 1e6, log.Asking.Milliseconds, log.Writing.Milliseconds);
    }

    /// <summary>Sees the process's requests as .NET tells of them.</summary>
    private sealed class RequestLog(string place) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private const string Begin = "System.Net.Http.Request";
        private const string End = "System.Net.Http.Response";

        private int _requests;

        public int Requests => _requests;

        /// <summary>The dry runs in the namespace that is looked at.</summary>
        public Span Asking { get; } = new();

        /// <summary>The server-side applies there.</summary>
        public Span Writing { get; } = new();

        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == "HttpHandlerDiagnosticListener") listener.Subscribe(this, name => name is Begin or End);
        }

        public void OnNext(KeyValuePair<string, object?> told)
        {
            if (told.Key == Begin && Read(told.Value, "Request") is HttpRequestMessage request)
            {
                Interlocked.Increment(ref _requests);
                SpanOf(request)?.Begins();
            }
            else if (told.Key == End && Read(told.Value, "Response") is HttpResponseMessage { RequestMessage: { } answered }) SpanOf(answered)?.Ends();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        private Span? SpanOf(HttpRequestMessage request) =>
            request.Method != HttpMethod.Patch || !request.RequestUri!.AbsolutePath.Contains(place, StringComparison.Ordinal) || request.Content?.Headers.ContentType is not MediaTypeHeaderValue { MediaType: "application/apply-patch+yaml" } ? null
            : request.RequestUri.Query.Contains("dryRun=", StringComparison.Ordinal) ? Asking : Writing;

        private static object? Read(object? told, string property) => told?.GetType().GetProperty(property)?.GetValue(told);
    }

    /// <summary>From the first request of a kind to the last answer.</summary>
    private sealed class Span
    {
        private long _first;
        private long _last;

        public double Milliseconds => _first == 0 ? 0 : Stopwatch.GetElapsedTime(_first, _last).TotalMilliseconds;

        public void Begins() => Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);

        public void Ends() => Volatile.Write(ref _last, Stopwatch.GetTimestamp());
    }
}
