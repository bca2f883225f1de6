using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>What of the Dockerfile can be tried without a Docker engine. With RECONCILE_LONG=1 its publish commands are run as they stand there.</summary>
public sealed partial class DockerfileTests
{
    private const string Project = "src/Reconciler.Cli";

    /// <summary>Instructions with their arguments, lines that are continued made one.</summary>
    private static readonly IReadOnlyList<(string Name, string Text)> Instructions =
        [.. from line in Files.Text("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            where line.Length > 0 && !line.StartsWith('#')
            let space = line.IndexOf(' ', StringComparison.Ordinal)
            select (line[..space], line[(space + 1)..].Trim())];

    /// <summary>The files that are copied from the repository, and where to.</summary>
    private static IEnumerable<(string From, string To)> Copies =>
        from copy in Texts("COPY")
        where !copy.StartsWith("--", StringComparison.Ordinal)
        let words = copy.Split(' ')
        from source in words[..^1]
        select (source, words[^1]);

    private static IEnumerable<string> Publishing => Texts("RUN").Where(command => command.StartsWith("dotnet ", StringComparison.Ordinal));

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sum();

    [Fact]
    public void What_is_copied_is_there_and_not_ignored()
    {
        Assert.NotEmpty(Copies);
        var ignored = Files.Text(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToList();
        // everything is left out but what is named, and of that what was built here
        Assert.Equal("*", ignored[0]);
        Assert.Equal(["**/bin", "**/obj"], ignored.Where(line => line != "*" && !line.StartsWith('!')));
        Assert.Equal(Copies.Select(copy => copy.From.TrimEnd('/')).Order(StringComparer.Ordinal), ignored.Where(line => line.StartsWith('!')).Select(line => line[1..]).Order(StringComparer.Ordinal));
        Assert.All(Copies, copy => Assert.True(Path.Exists(Path.Combine(Files.Root, copy.From)), $"{copy.From} is not there"));
    }

    [Fact]
    public void What_comes_from_a_stage_is_made_there()
    {
        var stages = Texts("FROM").Select(from => from.Split(' ')).Where(words => words.Length > 2 && words[^2] == "AS").Select(words => words[^1]).ToList();
        var froms = Texts("COPY").Where(copy => copy.StartsWith("--from=", StringComparison.Ordinal)).Select(copy => copy.Split(' ')[0][7..]).ToList();
        Assert.Equal(stages.Order(StringComparer.Ordinal), froms.Order(StringComparer.Ordinal));
        Assert.Contains("/out/", Texts("COPY").Single(copy => copy.StartsWith("--from=build", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_project_file_that_the_build_needs_is_copied()
    {
        var copied = Copies.Select(copy => copy.From).ToList();
        var needed = ProjectsOf(Project).SelectMany(Inputs).Concat([".editorconfig", "global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt"]).Distinct().ToList();
        Assert.Contains(needed, file => file.StartsWith("schemas/", StringComparison.Ordinal));
        Assert.All(needed, file => Assert.Contains(copied, copy => copy.EndsWith('/') ? file.StartsWith(copy, StringComparison.Ordinal) : file == copy));
    }

    [Fact]
    public async Task The_program_is_published_as_it_is_locked_and_tells_its_version()
    {
        Assert.Collection(
            Publishing,
            restore => Assert.Equal($"dotnet restore {Project} --locked-mode -a $TARGETARCH", restore),
            publish => Assert.StartsWith($"dotnet publish {Project} -c Release --no-restore -a $TARGETARCH -o /out ", publish, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Files.Root, Project, "packages.lock.json")));
        using var folder = new TemporaryFolder();
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "reconcile.dll")];
        if (Environment.GetEnvironmentVariable("RECONCILE_LONG") == "1") program = [Path.Combine(await PublishAsync(folder), "reconcile")];
        var version = XDocument.Parse(Files.Text("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.StartsWith($"reconcile {version}", await Output(folder.Path, program[0], [.. program[1..], "version"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_that_of_the_build_and_of_the_chart()
    {
        var version = XDocument.Parse(Files.Text("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Contains($"VERSION={version}", Texts("ARG"));
        var chart = Files.Document("charts/reconciler/Chart.yaml");
        Assert.Equal((version, version), (chart.Text("version")?.Value, chart.Text("appVersion")?.Value));
    }

    [Fact]
    public void What_is_started_is_what_was_published()
    {
        var assembly = XDocument.Parse(Files.Text($"{Project}/Reconciler.Cli.csproj")).Descendants("AssemblyName").Single().Value;
        Assert.Equal([$"[\"/app/{assembly}\"]"], Texts("ENTRYPOINT"));
        Assert.EndsWith(" /app/", Texts("COPY").Single(copy => copy.StartsWith("--from=build", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_and_the_chart_agree_on_account_port_and_places()
    {
        var scenario = await Scenario.OfAsync("default");
        var user = Assert.Single(Texts("USER"));
        Assert.Equal(user, scenario.Pod.Map("spec").Map("securityContext").Text("runAsUser")?.Value);
        Assert.NotEqual("0", user);
        Assert.Equal(Assert.Single(Texts("EXPOSE")), Assert.Single(scenario.Container.Maps("ports")).Text("containerPort")?.Value);
        var variables = Assert.Single(Texts("ENV")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in (string[])["HOME", "XDG_CACHE_HOME", "TMPDIR"])
            Assert.Contains($"{name}={scenario.Container.Maps("env").Single(variable => variable.Text("name")?.Value == name).Text("value")?.Value}", variables);
    }

    [Fact]
    public void Kustomize_is_pinned_by_its_checksum()
    {
        var sums = Texts("ARG").Where(argument => argument.StartsWith("KUSTOMIZE_SHA256_", StringComparison.Ordinal)).Select(argument => argument.Split('=')).ToList();
        Assert.Equal(2, sums.Select(sum => sum[1]).Distinct().Count());
        Assert.All(sums, sum => Assert.Matches(Sum(), sum[1]));
        var download = Texts("RUN").Single(command => command.Contains("curl ", StringComparison.Ordinal));
        Assert.All(sums, sum => Assert.Contains($"${sum[0]}", download, StringComparison.Ordinal));
        Assert.True(download.IndexOf("sha256sum -c", StringComparison.Ordinal) is var check && check > 0 && check < download.IndexOf("tar -x", StringComparison.Ordinal), "what was not checked is unpacked");
    }

    private static IEnumerable<string> Texts(string name) => Instructions.Where(instruction => instruction.Name == name).Select(instruction => instruction.Text);

    /// <summary>A project and those that it builds on.</summary>
    private static IEnumerable<string> ProjectsOf(string project) =>
        XDocument.Parse(Files.Text($"{project}/{Path.GetFileName(project)}.csproj")).Descendants("ProjectReference")
            .Select(reference => $"src/{Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)}")
            .SelectMany(ProjectsOf).Prepend(project).Distinct();

    /// <summary>What a project takes from elsewhere, and its own file.</summary>
    private static IEnumerable<string> Inputs(string project) =>
        XDocument.Parse(Files.Text($"{project}/{Path.GetFileName(project)}.csproj")).Descendants()
            .Where(item => item.Name.LocalName is "EmbeddedResource" or "Content" or "None" or "AdditionalFiles")
            .Select(item => item.Attribute("Include")?.Value).OfType<string>()
            .Where(include => include.StartsWith("../", StringComparison.Ordinal))
            .Select(include => Path.GetRelativePath(Files.Root, Path.GetFullPath(Path.Combine(Files.Root, project, include))))
            .Append($"{project}/{Path.GetFileName(project)}.csproj");

    /// <summary>Does in a folder of its own what the build stage does, and returns where the program is then.</summary>
    private static async Task<string> PublishAsync(TemporaryFolder folder)
    {
        var source = Path.Combine(folder.Path, "source");
        foreach (var (from, to) in Copies) Copy(Path.Combine(Files.Root, from), Path.Combine(source, to, from.EndsWith('/') ? "" : from));
        var output = Path.Combine(folder.Path, "out");
        var platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        foreach (var command in Publishing)
        {
            var words = command.Split(' ').Select(word => word switch { "/out" => output, "$TARGETARCH" => platform, _ => word }).ToArray();
            await Output(source, words[0], words[1..]);
        }
        return output;
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }
        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
            if (Path.GetFileName(entry) is not ("bin" or "obj")) Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }

    private static async Task<string> Output(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // a build that a test started must not leave its servers behind
        (start.Environment["MSBUILDDISABLENODEREUSE"], start.Environment["UseSharedCompilation"]) = ("1", "false");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}{await error}");
        return await output;
    }
}
