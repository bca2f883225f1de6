using FsCheck;
using FsCheck.Fluent;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("bundle exec puma", "bundle|exec|puma")]
    [InlineData("  a \t b  ", "a|b")]
    [InlineData("a\n", "a")]
    [InlineData("a \\\n  b", "a|b")]
    [InlineData("'a b' \"c d\"", "a b|c d")]
    [InlineData("a'b'\"c\"d", "abcd")]
    [InlineData("'' \"\" x", "||x")]
    [InlineData("a\\ b", "a b")]
    [InlineData("\"a\\\"b\\n\\$c\"", "a\"b\\n$c")]
    [InlineData("echo 'it'\\''s'", "echo|it's")]
    [InlineData("echo \\; \\& ';' \"|\"", "echo|;|&|;||")]
    [InlineData("ls *.rb a?b [ab] {a,b} ~/x", "ls|*.rb|a?b|[ab]|{a,b}|~/x")]
    [InlineData("env A=b cmd --x=y", "env|A=b|cmd|--x=y")]
    [InlineData("'A'=b cmd", "A=b|cmd")]
    [InlineData("a#b 'exec' #", null)]
    [InlineData("a#b c", "a#b|c")]
    [InlineData("'exec' x", "exec|x")]
    [InlineData("bundle exec", "bundle|exec")]
    public void Words_are_split_as_a_shell_splits_them(string text, string? words) =>
        Assert.Equal(words, ShellWords.Split(text) is ShellSplit.Words split ? string.Join('|', split.Items) : null);

    [Theory]
    [InlineData("run -p $PORT", "run|-p|$(PORT)")]
    [InlineData("run -p ${PORT}x", "run|-p|$(PORT)x")]
    [InlineData("\"$A ${B}\"c$D", "$(A) $(B)c$(D)")]
    [InlineData("'$A'", "$A")]
    [InlineData("'$(A)'", "$$(A)")]
    [InlineData("'a$$b'", "a$$$b")]
    [InlineData("'a$$(b'", "a$$$$(b")]
    [InlineData("'$'$A", "$$$(A)")]
    [InlineData("'$$'", "$$$")]
    [InlineData("\\$A", "$A")]
    [InlineData("\"\\$(date)\"", "$$(date)")]
    [InlineData("5$ a$/b", "5$|a$/b")]
    public void Variables_become_Kubernetes_and_other_dollars_stay(string text, string words)
    {
        var split = Assert.IsType<ShellSplit.Words>(ShellWords.Split(text));
        Assert.Equal(words, string.Join('|', split.Items));
    }

    [Theory]
    [InlineData("a && b", "&&", 2)]
    [InlineData("a || b", "||", 2)]
    [InlineData("a ; b", ";", 2)]
    [InlineData("a|b", "|", 1)]
    [InlineData("a &", "&", 2)]
    [InlineData("a < b", "<", 2)]
    [InlineData("a 2>&1", ">", 3)]
    [InlineData("(a)", "(", 0)]
    [InlineData("a `b`", "a backquote", 2)]
    [InlineData("a \"`b`\"", "a backquote", 3)]
    [InlineData("a $(b)", "$(…)", 2)]
    [InlineData("a \"$(b)\"", "$(…)", 3)]
    [InlineData("a ${X:-y}", "${X:-y}", 2)]
    [InlineData("a $1", "$1", 2)]
    [InlineData("a $$", "$$", 2)]
    [InlineData("a $@", "$@", 2)]
    [InlineData("A=b cmd", "the assignment A=", 0)]
    [InlineData("exec a", "\"exec\", which is part of the shell", 0)]
    [InlineData("cd a", "\"cd\", which is part of the shell", 0)]
    [InlineData("a # b", "a comment", 2)]
    [InlineData("a\nb", "a line break", 1)]
    public void What_only_a_shell_understands_is_named(string text, string what, int index) =>
        Assert.Equal(new ShellSplit.NeedsShell(what, index), ShellWords.Split(text));

    [Theory]
    [InlineData("a 'b", 2)]
    [InlineData("a \"b", 2)]
    [InlineData("a \"b\\\"", 2)]
    [InlineData("a ${B", 2)]
    [InlineData("a \\", 2)]
    [InlineData("", 0)]
    [InlineData("  ", 0)]
    public void What_no_shell_could_read_is_refused_with_its_place(string text, int index) =>
        Assert.Equal(index, Assert.IsType<ShellSplit.Malformed>(ShellWords.Split(text)).Index);

    [Fact]
    public void Quoted_words_read_back_as_they_were() => Prop.ForAll(
        Gen.Elements("a b'\"$`\\(){}&;<>|#=~*?\n\t-_é9".ToCharArray()).ArrayOf().Select(letters => new string(letters)).NonEmptyListOf().ToArbitrary(),
        words => ShellWords.Split("run " + string.Join(' ', words.Select(ShellWords.Quote))) is ShellSplit.Words split
            && split.Items.Skip(1).SequenceEqual(words.Select(ShellWords.KeepFromKubernetes))).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_kept_from_Kubernetes_is_what_it_expands_to() => Prop.ForAll(
        Gen.Elements("a$($)".ToCharArray()).ArrayOf().Select(letters => new string(letters)).ToArbitrary(),
        text => Expanded(ShellWords.KeepFromKubernetes(text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Splitting_never_throws() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => ShellWords.Split(text.Get) is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void A_command_of_a_spec_is_a_list_at_its_place()
    {
        var place = new Origin("apps/shop.yaml", 7, 16);
        var problems = new List<Diagnostic>();
        var list = Command.FromSpec(new Sourced<string>("rake db:migrate", place), problems);
        Assert.Equal(["rake", "db:migrate"], list!.Items.Select(item => item.ToString()));
        Assert.All(list.Items, item => Assert.Equal(place, item.Origin));
        Assert.Empty(problems);
    }

    [Fact]
    public void A_command_of_a_spec_that_needs_a_shell_is_refused_with_the_list_to_write()
    {
        var problems = new List<Diagnostic>();
        Assert.Null(Command.FromSpec(new Sourced<string>("echo \"a\" && b > c", default), problems));
        var problem = Assert.Single(problems);
        Assert.Equal(ValueCodes.NeedsShell, problem.Code);
        Assert.Equal("write [\"/bin/sh\", \"-c\", \"echo \\\"a\\\" && b > c\"]", problem.Fix);
    }

    [Fact]
    public void A_shell_line_that_needs_a_shell_gets_one_with_a_note()
    {
        var problems = new List<Diagnostic>();
        var list = Command.FromShellLine(new Sourced<string>("a $$ && b $(date) $X", new Origin("Procfile", 1, 6)), problems, verbatim: true);
        Assert.Equal(["/bin/sh", "-c", "a $$$ && b $$(date) $X"], list!.Items.Select(item => item.ToString()));
        var note = Assert.Single(problems);
        Assert.Equal((ValueCodes.WrappedInShell, Severity.Note, 8), (note.Code, note.Severity, note.Place.Column));
    }

    [Fact]
    public void A_shell_line_that_needs_no_shell_gets_none()
    {
        var problems = new List<Diagnostic>();
        Assert.Equal(["a", "b"], Command.FromShellLine(new Sourced<string>("a b", default), problems)!.Items.Select(item => item.ToString()));
        Assert.Empty(problems);
    }

    [Fact]
    public void A_shell_line_with_an_open_quote_is_an_error()
    {
        var problems = new List<Diagnostic>();
        Assert.Null(Command.FromShellLine(new Sourced<string>("a 'b", default), problems));
        Assert.Equal(ValueCodes.CommandSyntax, Assert.Single(problems).Code);
    }

    /// <summary>What the kubelet makes of an argument where no variable is known.</summary>
    private static string Expanded(string text)
    {
        var result = "";
        for (var i = 0; i < text.Length; i++)
        {
            result += text[i];
            if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '$') i++;
            else if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '(' && text.IndexOf(')', i) > 0) result += "<reference>";
        }
        return result;
    }
}
