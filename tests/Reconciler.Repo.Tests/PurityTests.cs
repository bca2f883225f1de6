using Reconciler.Repo.Tests.Code;

namespace Reconciler.Repo.Tests;

/// <summary>Rule 1: Core is values and decisions. It can't wait, read, write, start anything, or ask what time it is.</summary>
public sealed class PurityTests
{
    /// <summary>Types by full name; a trailing * stands for any ending. An App's process may be called Process, this one may not.</summary>
    private static readonly string[] Types =
    [
        "System.Threading.Tasks.*", "System.Threading.CancellationToken*", "System.Threading.Thread", "System.Threading.Timer", "System.Timers.*",
        "System.Net.Http.*", "System.Net.Sockets.*", "System.Diagnostics.Process*", "System.Diagnostics.Stopwatch", "System.TimeProvider", "System.Console",
        "System.Random", "Microsoft.Extensions.Logging.*", "System.Reflection.Emit.*",
        "System.IO.File", "System.IO.File`1", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.DriveInfo", "System.IO.FileSystem*",
    ];

    private static readonly (string Type, string Member)[] Members =
    [
        ("System.DateTime", "get_Now"), ("System.DateTime", "get_UtcNow"), ("System.DateTime", "get_Today"),
        ("System.DateTimeOffset", "get_Now"), ("System.DateTimeOffset", "get_UtcNow"), ("System.Guid", "NewGuid"),
        ("System.TimeZoneInfo", "get_Local"), ("System.IO.Path", "GetTempPath"), ("System.IO.Path", "GetFullPath"), ("System.IO.Path", "GetTempFileName"),
        ("System.Security.Cryptography.RandomNumberGenerator", "GetBytes"), ("System.Globalization.CultureInfo", "get_CurrentCulture"),
    ];

    [Fact]
    public void Core_names_nothing_that_waits_reads_writes_or_tells_the_time() =>
        Laws.Hold(Breaches(CompiledCode.Read(Repo.AssemblyOf("Reconciler.Core"))));

    [Theory]
    [InlineData("System.IO.File.ReadAllText(\"x\");", "System.IO.File")]
    [InlineData("System.Console.WriteLine();", "System.Console")]
    [InlineData("System.Threading.Tasks.Task.Run(() => { });", "System.Threading.Tasks.Task")]
    [InlineData("_ = System.DateTime.UtcNow;", "System.DateTime.get_UtcNow")]
    [InlineData("_ = System.Guid.NewGuid();", "System.Guid.NewGuid")]
    [InlineData("_ = System.Environment.NewLine;", "System.Environment.get_NewLine")]
    [InlineData("_ = new System.Diagnostics.Process();", "System.Diagnostics.Process")]
    [InlineData("System.Func<System.TimeProvider> clock = () => System.TimeProvider.System; clock();", "System.TimeProvider")]
    [InlineData("_ = typeof(System.Net.Http.HttpClient).ToString();", "System.Net.Http.HttpClient")]
    public void A_type_that_touches_the_world_is_seen(string statement, string expected)
    {
        var code = Sample.Compile($"class C {{ void M() {{ {statement} }} }}");
        Assert.Contains(Breaches(code), breach => breach.Message == expected);
    }

    [Fact]
    public void A_method_that_only_takes_a_token_is_seen() =>
        Assert.NotEmpty(Breaches(Sample.Compile("interface I { void M(System.Threading.CancellationToken cancel); }")));

    [Fact]
    public void A_process_of_our_own_is_let_pass() =>
        Assert.Empty(Breaches(Sample.Compile("class Process { public string Console => \"File\"; } class C { object M() => new Process(); System.DateTime At(long ticks) => new(ticks); }")));

    private static IEnumerable<Breach> Breaches(CompiledCode code) =>
        code.NamedTypes.Where(type => Types.Any(banned => Matches(type, banned))).Select(type => new Breach("Reconciler.Core", type))
            .Concat(code.NamedMembers.Where(member => Members.Contains(member) || TellsOfTheMachine(member)).Select(member => new Breach("Reconciler.Core", $"{member.Type}.{member.Member}")));

    /// <summary>Compilers put the thread's id into iterators; everything else of Environment is about the machine.</summary>
    private static bool TellsOfTheMachine((string Type, string Member) member) => member.Type == "System.Environment" && member.Member != "get_CurrentManagedThreadId";

    private static bool Matches(string type, string banned) =>
        banned.EndsWith('*') ? type.StartsWith(banned[..^1], StringComparison.Ordinal) : type == banned;
}
