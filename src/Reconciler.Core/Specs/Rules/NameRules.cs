using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>
/// Names: those that are written, where the schema does not look at them, and those of objects that are put together from
/// several and grow too long.
/// </summary>
internal static class NameRules
{
    private const int LongestCronJob = 52;
    private const int HashSuffix = 11;
    private const string Interceptor = "-interceptor";

    public static IEnumerable<Diagnostic> Check(RuleScope scope) =>
        Specs(scope).Concat(Namespaces(scope)).Concat(scope.Apps.SelectMany(app => OfProcesses(app).Concat(Services(app)).Concat(CronJobs(app)).Concat(PortNames(app))));

    /// <summary>The length of a spec's own name, by its kind.</summary>
    private static IEnumerable<Diagnostic> Specs(RuleScope scope)
    {
        foreach (var document in scope.Specs.Documents)
        {
            var what = $"the name of the {document.Kind}";
            var wrong = document.Kind switch
            {
                SpecKind.App => Names.Label(document.Name, what, 40),
                SpecKind.Storage => Names.Label(document.Name, what, 45),
                SpecKind.NodeProfile => Names.Label(document.Name, what, 32),
                SpecKind.Chart => Names.Label(document.Name, what, 53),
                SpecKind.Node => Names.Subdomain(document.Name, what),
                SpecKind.Environment or SpecKind.AutoscalingAuth or SpecKind.Certificate => Names.Label(document.Name, what),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (wrong is not null) yield return SpecCodes.Name.At(document.Place, wrong);
        }
    }

    private static IEnumerable<Diagnostic> Namespaces(RuleScope scope)
    {
        foreach (var document in scope.Specs.Documents)
        {
            foreach (var field in (string[])["namespace", "systemNamespace"])
            {
                if (document.Spec.Text(field) is { } name && Names.Label(name.Value, "the namespace") is { } wrong)
                    yield return SpecCodes.Name.At(name.Origin, wrong);
            }
        }
    }

    private static IEnumerable<Diagnostic> OfProcesses(AppScope app)
    {
        foreach (var process in app.Processes)
        {
            var suffix = app.App.Deploy.IsBlueGreen ? HashSuffix : 0;
            var (why, length) = ("the name of its Deployment", process.ObjectName.Length + suffix);
            if (suffix > 0) why = "the name of a version's Deployment, which ends with a hash of 10 letters,";
            if (length <= Names.LongestLabel && HasHttpTrigger(process)) (why, length) = ($"its Service {process.ObjectName}{Interceptor}", process.ObjectName.Length + Interceptor.Length);
            if (length <= Names.LongestLabel) continue;
            yield return SpecCodes.DerivedName.At(app.At(process.Place), $"{app.App.Name}-{process.Name} is too long: {why} would have {length} characters, and 63 are possible",
                $"shorten the name of the App or of the process by {length - Names.LongestLabel}");
        }
    }

    private static bool HasHttpTrigger(ProcessSpec process) => process.Autoscaling?.Triggers.Any(trigger => trigger.Type?.Value == "http") == true;

    /// <summary>A Service's name starts with a letter, which only the App's name can spoil.</summary>
    private static IEnumerable<Diagnostic> Services(AppScope app)
    {
        foreach (var process in app.Processes.Where(process => process.IsExposed))
        {
            if (process.Service?.Name is { } written)
            {
                if (Names.ServiceName(written.Value, "the name of the Service") is { } wrong) yield return SpecCodes.Name.At(app.At(written.Origin), wrong);
            }
            else if (process.ObjectName.Length > 0 && char.IsAsciiDigit(process.ObjectName[0]))
            {
                yield return SpecCodes.DerivedName.At(app.Place, $"the Service {process.ObjectName} would start with a digit, and a Service's name starts with a letter",
                    $"write service.name for the process {process.Name}, or rename the App");
            }
        }
    }

    private static IEnumerable<Diagnostic> CronJobs(AppScope app)
    {
        foreach (var name in app.App.Cron.Select(cron => cron.Name).OfType<Sourced<string>>())
        {
            var length = app.App.Name.Length + 1 + name.Value.Length;
            if (Names.Label(name.Value, "the name of the cron entry") is { } wrong) yield return SpecCodes.Name.At(app.At(name.Origin), wrong);
            else if (length > LongestCronJob)
            {
                yield return SpecCodes.DerivedName.At(app.At(name.Origin), $"the CronJob {app.App.Name}-{name.Value} would have {length} characters; {LongestCronJob} are possible, because its Jobs have longer names",
                    $"shorten the name of the App or of the entry by {length - LongestCronJob}");
            }
        }
    }

    private static IEnumerable<Diagnostic> PortNames(AppScope app) =>
        from process in app.Processes
        from port in process.Ports
        let name = port.Name
        where name is not null
        let wrong = Names.PortName(name.Value)
        where wrong is not null
        select WorkloadCodes.Port.At(app.At(name.Origin), wrong, "shorten or change the name; the scheme is used where it is left out");
}
