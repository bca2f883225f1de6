using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Domains and frontend hosts: how they are written, and that each is claimed once.</summary>
internal static class HostRules
{
    /// <summary>A host that an App asks requests for. <see cref="Why"/> is set where the host is not written itself.</summary>
    private sealed record Claim(AppScope App, string Host, Origin Place, bool IsFrontend, string? Why = null);

    public static IEnumerable<Diagnostic> Check(RuleScope scope) => scope.Apps.SelectMany(Syntax).Concat(Twice(scope));

    private static IEnumerable<Diagnostic> Syntax(AppScope app)
    {
        foreach (var domain in app.App.Domains)
            if (Names.HostName(domain.Value) is { } wrong) yield return Host(domain, wrong);
        if (app.App.Frontend?.Host is not { } frontend) yield break;
        if (Names.HostName(frontend.Value, "the frontend host") is { } problem) yield return Host(frontend, problem);
        else if (frontend.Value.StartsWith('*')) yield return Host(frontend, $"the frontend host \"{frontend.Value}\" has a star; the router serves whole hosts only");
    }

    private static Diagnostic Host(Sourced<string> host, string wrong)
    {
        var separator = wrong.IndexOf("; ", StringComparison.Ordinal);
        return separator < 0 ? SpecCodes.Host.At(host.Origin, wrong) : SpecCodes.Host.At(host.Origin, wrong[..separator], wrong[(separator + 2)..]);
    }

    private static IEnumerable<Diagnostic> Twice(RuleScope scope)
    {
        foreach (var host in scope.Apps.SelectMany(Claims).GroupBy(claim => claim.Host, StringComparer.Ordinal))
        {
            var claims = host.OrderBy(claim => claim.Place).ThenBy(claim => claim.Why is not null).ToList();
            foreach (var claim in claims.Skip(1))
            {
                if (claims.Find(other => other != claim && other.Place <= claim.Place && Excludes(other, claim)) is not { } other) continue;
                yield return SpecCodes.HostTwice.At(claim.Place, $"{host.Key}{Because(claim)} is already claimed by the App {other.App.App.Name}{Because(other)} at {other.Place}",
                    other.Why is null && claim.Why is null ? "remove it from one of the two" : "remove it, or write redirectWww: false") with
                { Found = host.Key };
            }
        }
    }

    /// <summary>An App may serve one host through its ingress and through the router; that is two ways to one place.</summary>
    private static bool Excludes(Claim one, Claim other) => one.App != other.App || one.IsFrontend == other.IsFrontend;

    private static string Because(Claim claim) => claim.Why is null ? "" : $" ({claim.Why})";

    private static IEnumerable<Claim> Claims(AppScope app)
    {
        var redirects = app.App.Ingress.RedirectWww?.Value == true;
        foreach (var domain in app.App.Domains)
        {
            var host = domain.Value.ToLowerInvariant();
            yield return new Claim(app, host, domain.Origin, IsFrontend: false);
            if (redirects && !host.StartsWith("www.", StringComparison.Ordinal) && !host.StartsWith('*'))
                yield return new Claim(app, $"www.{host}", domain.Origin, IsFrontend: false, $"redirected to {host}");
        }
        if (app.App.Frontend?.Host is { } frontend) yield return new Claim(app, frontend.Value.ToLowerInvariant(), frontend.Origin, IsFrontend: true);
    }
}
