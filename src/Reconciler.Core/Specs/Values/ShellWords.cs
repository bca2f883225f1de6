using System.Collections.Immutable;
using System.Text;

namespace Reconciler.Specs.Values;

/// <summary>What splitting a command gives.</summary>
public abstract record ShellSplit
{
    private ShellSplit()
    {
    }

    /// <summary>The words, with variables as Kubernetes expands them.</summary>
    public sealed record Words(ImmutableArray<string> Items) : ShellSplit;

    /// <summary>Something at this index of the text that only a shell understands.</summary>
    public sealed record NeedsShell(string What, int Index) : ShellSplit;

    /// <summary>No shell could read this either.</summary>
    public sealed record Malformed(string Message, int Index) : ShellSplit;
}

/// <summary>
/// Splits a command as a POSIX shell splits words, without running one. <c>$NAME</c> and <c>${NAME}</c> outside single
/// quotes become <c>$(NAME)</c>, which Kubernetes expands; every other dollar is kept from Kubernetes by doubling where needed.
/// </summary>
public sealed class ShellWords
{
    /// <summary>Stands for a dollar that begins a reference to a variable, while a word is built.</summary>
    private const char Reference = '\uE000';
    private const string Operators = "&|;<>()";

    private static readonly ImmutableArray<string> ShellOnly =
    [
        "!", ".", "break", "case", "cd", "continue", "do", "eval", "exec", "exit", "export", "for", "function", "if", "local", "readonly", "return", "set", "shift", "source",
        "trap", "ulimit", "umask", "unset", "until", "while", "{",
    ];

    private readonly string _text;
    private readonly ImmutableArray<string>.Builder _words = ImmutableArray.CreateBuilder<string>();
    private readonly StringBuilder _word = new();
    private int _at;
    private bool _inWord;
    private bool _plain = true;
    private int _wordStart;

    private ShellWords(string text) => _text = text;

    public static ShellSplit Split(string text)
    {
        if (text.Contains(Reference, StringComparison.Ordinal)) return new ShellSplit.Malformed("the character U+E000 is not allowed in a command", text.IndexOf(Reference, StringComparison.Ordinal));
        return new ShellWords(text.Trim('\n', '\r')).Run();
    }

    /// <summary>A word quoted so that a shell reads it back as it is; bare where that is enough.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "_-./:,@%+=".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The text with every dollar that Kubernetes would act on doubled.</summary>
    public static string KeepFromKubernetes(string text)
    {
        if (text.AsSpan().IndexOfAny('$', Reference) < 0) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == Reference) result.Append('$');
            else if (text[i] == '$' && next is '$' or '(' or Reference) result.Append("$$");
            else result.Append(text[i]);
        }
        return result.ToString();
    }

    private ShellSplit Run()
    {
        while (_at < _text.Length)
            if (Step() is { } stopped) return stopped;
        if (EndWord() is { } needed) return needed;
        return _words.Count == 0 ? new ShellSplit.Malformed("the command is empty", 0) : new ShellSplit.Words(_words.ToImmutable());
    }

    private ShellSplit? Step()
    {
        var letter = _text[_at];
        switch (letter)
        {
            case ' ' or '\t':
                _at++;
                return EndWord();
            case '\n' or '\r':
                return Needs("a line break");
            case '\\':
                return Escape();
            case '\'':
                return SingleQuotes();
            case '"':
                return DoubleQuotes();
            case '$':
                return Dollar();
            case '`':
                return Needs("a backquote");
            case '#' when !_inWord:
                return Needs("a comment");
            case '&' or '|' when _at + 1 < _text.Length && _text[_at + 1] == letter:
                return Needs(new string(letter, 2));
        }
        if (Operators.Contains(letter, StringComparison.Ordinal)) return Needs(letter.ToString());
        if (letter == '=' && _words.Count == 0 && _plain && IsVariable(_word.ToString())) return new ShellSplit.NeedsShell($"the assignment {_word}=", _wordStart);
        Add(letter);
        _at++;
        return null;
    }

    private ShellSplit.NeedsShell Needs(string what) => new(what, _at);

    private void Begin()
    {
        if (!_inWord) _wordStart = _at;
        _inWord = true;
    }

    private void Add(char letter)
    {
        Begin();
        _word.Append(letter);
    }

    private ShellSplit.NeedsShell? EndWord()
    {
        if (!_inWord) return null;
        var word = KeepFromKubernetes(_word.ToString());
        if (_words.Count == 0 && _plain && ShellOnly.Contains(word)) return new ShellSplit.NeedsShell($"\"{word}\", which is part of the shell", _wordStart);
        _words.Add(word);
        _word.Clear();
        (_inWord, _plain) = (false, true);
        return null;
    }

    private ShellSplit.Malformed? Escape()
    {
        if (_at + 1 == _text.Length) return new ShellSplit.Malformed("the command ends with a backslash that escapes nothing", _at);
        var escaped = _text[_at + 1];
        if (escaped == '\r' && _at + 2 < _text.Length && _text[_at + 2] == '\n') _at++;
        if (escaped is not ('\n' or '\r'))
        {
            _plain = false;
            Add(escaped);
        }
        _at += 2;
        return null;
    }

    private ShellSplit.Malformed? SingleQuotes()
    {
        var end = _text.IndexOf('\'', _at + 1);
        if (end < 0) return new ShellSplit.Malformed("a single quote is opened and not closed", _at);
        Begin();
        _plain = false;
        _word.Append(_text, _at + 1, end - _at - 1);
        _at = end + 1;
        return null;
    }

    private ShellSplit? DoubleQuotes()
    {
        Begin();
        _plain = false;
        var start = _at++;
        while (_at < _text.Length)
        {
            var letter = _text[_at];
            switch (letter)
            {
                case '"':
                    _at++;
                    return null;
                case '`':
                    return Needs("a backquote");
                case '$':
                    if (Dollar() is { } stopped) return stopped;
                    break;
                case '\\' when _at + 1 < _text.Length && _text[_at + 1] is '$' or '`' or '"' or '\\' or '\n':
                    if (_text[_at + 1] != '\n') Add(_text[_at + 1]);
                    _at += 2;
                    break;
                default:
                    Add(letter);
                    _at++;
                    break;
            }
        }
        return new ShellSplit.Malformed("a double quote is opened and not closed", start);
    }

    private ShellSplit? Dollar()
    {
        var next = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        if (next == '(') return Needs("$(…)");
        if (next == '{') return Braces();
        if (char.IsAsciiDigit(next) || (next != '\0' && "@*#?$!-".Contains(next, StringComparison.Ordinal))) return Needs($"${next}");
        var length = NameLength(_at + 1);
        if (length == 0)
        {
            _plain = false;
            Add('$');
            _at++;
        }
        else Refer(_text.Substring(_at + 1, length), length + 1);
        return null;
    }

    private ShellSplit? Braces()
    {
        var end = _text.IndexOf('}', _at);
        if (end < 0) return new ShellSplit.Malformed("${ is opened and not closed", _at);
        var length = NameLength(_at + 2);
        if (length == 0 || _at + 2 + length != end) return Needs(_text[_at..(end + 1)]);
        Refer(_text.Substring(_at + 2, length), length + 3);
        return null;
    }

    private void Refer(string name, int length)
    {
        Begin();
        _plain = false;
        _word.Append(Reference).Append('(').Append(name).Append(')');
        _at += length;
    }

    private int NameLength(int from)
    {
        var to = from;
        while (to < _text.Length && (_text[to] == '_' || char.IsAsciiLetter(_text[to]) || (to > from && char.IsAsciiDigit(_text[to])))) to++;
        return to - from;
    }

    private static bool IsVariable(string word) => word.Length > 0 && !char.IsAsciiDigit(word[0]) && word.All(letter => letter == '_' || char.IsAsciiLetterOrDigit(letter));
}
