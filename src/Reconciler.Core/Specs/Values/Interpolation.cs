using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>What the placeholders stand for; null where there is none, as a process for an App's own labels.</summary>
public sealed record Placeholders(string App, string? Process, string? Deployment, string Namespace)
{
    internal string? ValueOf(string name) => name switch
    {
        "APP" => App,
        "PROCESS" => Process,
        "DEPLOYMENT" => Deployment,
        "NAMESPACE" => Namespace,
        _ => null,
    };
}

/// <summary>
/// <c>${APP}</c>, <c>${PROCESS}</c>, <c>${DEPLOYMENT}</c> and <c>${NAMESPACE}</c> in texts, with <c>$$</c> for a dollar. A
/// dollar before anything else is itself.
/// </summary>
public static partial class Interpolation
{
    private static readonly string[] Known = ["APP", "PROCESS", "DEPLOYMENT", "NAMESPACE"];

    [GeneratedRegex(@"\{\{-?\s*[$.](?<name>[A-Za-z_][A-Za-z0-9_]*)\s*-?\}\}|\[\[-?\s*\.(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*-?\]\]|\$\{(?<name>DOKKU_[A-Z_]+)\}|\$?\b(?<name>DOKKU_(?:APP_NAME|PROCESS_TYPE|DEPLOYMENT_NAME))\b|(?<dollar>\$(?=[${]))", RegexOptions.CultureInvariant)]
    private static partial Regex DokkuGrammar();

    /// <summary>The text with its placeholders replaced; what is unknown stays and is reported, each with a sentence.</summary>
    public static string Replace(string text, Placeholders values, out ImmutableArray<ValueProblem> problems)
    {
        problems = [];
        if (!text.Contains('$', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (text[at] != '$' || next is not ('$' or '{'))
            {
                result.Append(text[at]);
                continue;
            }
            var end = next == '$' ? at + 1 : text.IndexOf('}', at);
            var name = next == '{' && end > 0 ? text[(at + 2)..end] : "";
            var value = next == '$' ? "$" : values.ValueOf(name);
            if (end < 0) problems = problems.Add(new($"\"{text}\" opens a placeholder that does not end", "write } after the name, or $$ for a dollar"));
            else if (value is null) problems = problems.Add(Unknown(name));
            if (end < 0) return result.Append(text.AsSpan(at)).ToString();
            result.Append(value ?? text[at..(end + 1)]);
            at = end;
        }
        return result.ToString();
    }

    private static ValueProblem Unknown(string name) => Known.Contains(name)
        ? new($"${{{name}}} has no value here", $"use {(name == "NAMESPACE" ? "${APP}" : "${APP} or ${NAMESPACE}")}")
        : new($"${{{name}}} is not a placeholder", $"known are {string.Join(", ", Known.Select(known => $"${{{known}}}"))}; write $${{{name}}} for the text itself");

    /// <summary>
    /// A text of app.json with the placeholders of Dokku and of dokku-scheduler-kubernetes written as ours, and with every other
    /// dollar kept as a dollar.
    /// </summary>
    public static string FromDokku(string text, out ImmutableArray<ValueProblem> problems)
    {
        var found = ImmutableArray.CreateBuilder<ValueProblem>();
        var result = DokkuGrammar().Replace(text, match =>
        {
            if (match.Groups["dollar"].Success) return "$$";
            var name = match.Groups["name"].Value;
            if (OfDokku(name) is { } ours) return $"${{{ours}}}";
            found.Add(new ValueProblem($"{match.Value} is not a placeholder", "known are {{ $APP }}, [[ .APP_NAME ]], [[ .PROCESS_TYPE ]] and [[ .DEPLOYMENT_NAME ]]"));
            return match.Value.Replace("$", "$$", StringComparison.Ordinal);
        });
        problems = found.ToImmutable();
        return result;
    }

    /// <summary>Whether the text has a placeholder of Dokku's template languages.</summary>
    public static bool HasDokkuTemplate(string text) => DokkuGrammar().Matches(text).Any(match => match.Value[0] is '{' or '[');

    private static string? OfDokku(string name) => name switch
    {
        "APP" or "APP_NAME" or "DOKKU_APP_NAME" => "APP",
        "PROCESS_TYPE" or "DOKKU_PROCESS_TYPE" => "PROCESS",
        "DEPLOYMENT_NAME" or "DOKKU_DEPLOYMENT_NAME" => "DEPLOYMENT",
        _ => null,
    };
}
