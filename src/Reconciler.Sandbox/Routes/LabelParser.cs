using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Sandbox.Writes;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Routes;

/// <summary>One condition of a label selector.</summary>
internal sealed record LabelRequirement(string Key, string Operator, ImmutableArray<string> Values);

/// <summary>Reads the text form of a label selector word by word, and says what it found where it expected something else.</summary>
internal sealed class LabelParser
{
    private const string End = "";
    private const string Operators = "in, notin, =, ==, !=, gt, lt";

    private readonly List<string> _words = [];
    private int _at;
    private string? _problem;

    private LabelParser(string text) => Split(text);

    private string Next => _at < _words.Count ? _words[_at] : End;

    public static (ImmutableArray<LabelRequirement> Requirements, string? Problem) Parse(string text)
    {
        var parser = new LabelParser(text);
        var requirements = ImmutableArray.CreateBuilder<LabelRequirement>();
        while (parser.Next != End)
        {
            if (!IsName(parser.Next) && parser.Next != "!") return ([], $"found '{parser.Next}', expected: !, identifier, or 'end of string'");
            var requirement = parser.Requirement();
            if (parser._problem is { } problem) return ([], $"unable to parse requirement: {problem}");
            requirements.Add(requirement!);
            if (parser.Next == End) break;
            var word = parser.Take();
            if (word != ",") return ([], $"found '{word}', expected: ',' or 'end of string'");
            if (!IsName(parser.Next) && parser.Next != "!") return ([], $"found '{parser.Next}', expected: identifier after ','");
        }
        return (requirements.ToImmutable(), null);
    }

    private LabelRequirement? Requirement()
    {
        var isMissing = Next == "!";
        if (isMissing) Take();
        var key = Take();
        if (!IsName(key)) return Fail($"found '{key}', expected: identifier");
        if (NameRules.Qualified(key).FirstOrDefault() is { } wrong) return Fail($"<nil>: Invalid value: {GoText.Quote(key)}: {wrong}");
        if (isMissing) return new LabelRequirement(key, "missing", []);
        if (Next is End or ",") return new LabelRequirement(key, "exists", []);
        var word = Take();
        return word switch
        {
            "in" or "notin" => Set(key, word),
            "=" or "==" => Exact(key, "in"),
            "!=" => Exact(key, "notin"),
            ">" or "<" => Exact(key, word),
            _ => Fail($"found '{word}', expected: {Operators}"),
        };
    }

    private LabelRequirement? Exact(string key, string operation)
    {
        var value = Next is End or "," ? "" : Take();
        if (value.Length > 0 && !IsName(value)) return Fail($"found '{value}', expected: identifier");
        if (operation is ">" or "<" && !long.TryParse(value, CultureInfo.InvariantCulture, out _))
            return Fail($"values[0]: Invalid value: {GoText.Quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer");
        return Checked(new LabelRequirement(key, operation, [value]));
    }

    private LabelRequirement? Set(string key, string operation)
    {
        var word = Take();
        if (word != "(") return Fail($"found '{word}' expected: '('");
        var values = new SortedSet<string>(StringComparer.Ordinal);
        if (Next == ")") values.Add("");
        while (Next != ")")
        {
            var value = Take();
            if (IsName(value))
            {
                values.Add(value);
                if (Next is not ("," or ")")) return Fail($"found '{Next}', expected: ',' or ')'");
            }
            else if (value != ",") return Fail($"found '{value}', expected: ',', or identifier");
            else if (values.Count == 0 || Next is "," or ")") values.Add("");
        }
        Take();
        return Checked(new LabelRequirement(key, operation, [.. values]));
    }

    private LabelRequirement? Checked(LabelRequirement requirement)
    {
        for (var i = 0; i < requirement.Values.Length; i++)
        {
            if (NameRules.LabelValue(requirement.Values[i]).FirstOrDefault() is { } wrong)
                return Fail(string.Create(CultureInfo.InvariantCulture, $"values[{i}][{requirement.Key}]: Invalid value: {GoText.Quote(requirement.Values[i])}: {wrong}"));
        }
        return requirement;
    }

    private LabelRequirement? Fail(string problem)
    {
        _problem ??= problem;
        return null;
    }

    private string Take() => _at < _words.Count ? _words[_at++] : End;

    private static bool IsName(string word) => word.Length > 0 && !IsSign(word[0]);

    private static bool IsSign(char sign) => sign is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private void Split(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i])) i++;
            else if (text[i] is '=' or '!' && i + 1 < text.Length && text[i + 1] == '=') i += 2;
            else if (IsSign(text[i])) i++;
            else
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && !IsSign(text[i])) i++;
            if (!char.IsWhiteSpace(text[start])) _words.Add(text[start..i]);
        }
    }
}
