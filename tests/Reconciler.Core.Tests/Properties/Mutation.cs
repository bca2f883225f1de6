using System.Text;

namespace Reconciler.Core.Tests.Properties;

/// <summary>Damages text the way editors, merges and people do. The same seed gives the same damage.</summary>
internal static class Mutation
{
    private static readonly string[] Odd =
    [
        "null", "~", "[]", "{}", "[[[[", "}}", "- ", "-1", "0", "99999999999999999999", "1e999", ".nan", "0o777", "0x1F", "true", "on", "\"", "'", "*", "*a", "&a ", "<<: *a", "!!binary x", "!x ", "|", ">-", "? ", ": ", "#", "---\n", "...\n", "%YAML 1.2\n",
        "\t", "\r", "\0", "\uFEFF", "\u2028", "\u00e9", "\U0001F600", "${APP}", "${", "$(", "$$", "`", "@", "\\", "../../etc/passwd", "/", "a.b", "x-y", "kind: App", "apiVersion: v1", "spec:", "2Gi", "100m", "5 0 * * *", "1h30m",
    ];

    public static Scenario Apply(Scenario scenario, Random random)
    {
        var files = scenario.Files.Where(file => !file.Key.EndsWith(".md", StringComparison.Ordinal) && file.Key != "report.json").ToArray();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var path = files[random.Next(files.Length)].Key;
            scenario = scenario with { Files = scenario.Files.SetItem(path, Damage(scenario.Files[path], Encoding.UTF8.GetString(files[random.Next(files.Length)].Value), random)) };
        }
        return scenario;
    }

    private static byte[] Damage(byte[] bytes, string other, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var at = random.Next(text.Length + 1);
        var lines = text.Split('\n');
        var line = random.Next(lines.Length);
        switch (random.Next(11))
        {
            case 0: return Bytes(text.Insert(at, Odd[random.Next(Odd.Length)]));
            case 1: return Bytes(text.Remove(at, random.Next(Math.Min(40, text.Length - at) + 1)));
            case 2: return Bytes(text[..at]);
            case 3: return Bytes(string.Join('\n', lines.Take(line + 1).Append(lines[line]).Concat(lines.Skip(line + 1))));
            case 4: return Bytes(string.Join('\n', lines.Take(line).Concat(lines.Skip(line + 1))));
            case 5: return Bytes(string.Join('\n', lines.Select((known, i) => i == line ? Value(known, Odd[random.Next(Odd.Length)]) : known)));
            case 6: return Bytes(string.Join('\n', lines.Select((known, i) => i == line ? new string(' ', random.Next(9)) + known.TrimStart() : known)));
            case 7: return Bytes(text.Insert(at, Part(other, random)));
            case 8: return [.. bytes[..Math.Min(bytes.Length, at)], (byte)random.Next(256), .. bytes[Math.Min(bytes.Length, at)..]];
            case 9: return Bytes(text.Replace(Word(text, random), Word(other, random), StringComparison.Ordinal));
            default: return Bytes(string.Join('\n', lines.Select((known, i) => i == line ? Value(known, new string((char)random.Next(33, 126), random.Next(1, 3000))) : known)));
        }
    }

    /// <summary>The line with another value after its key.</summary>
    private static string Value(string line, string value)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? line + value : line[..(colon + 2)] + value;
    }

    private static string Part(string text, Random random)
    {
        var start = random.Next(text.Length + 1);
        return text.Substring(start, random.Next(Math.Min(300, text.Length - start) + 1));
    }

    private static string Word(string text, Random random)
    {
        var words = text.Split([' ', '\n', ':', ',', '{', '}', '[', ']', '"'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "x" : words[random.Next(words.Length)];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
