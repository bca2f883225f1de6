using System.Xml.Linq;
using Reconciler.Repo.Tests.Code;

namespace Reconciler.Repo.Tests;

/// <summary>Rule 2: which project may know which, and where interfaces may stand.</summary>
public sealed class DirectionTests
{
    private const string Ports = "src/Reconciler.Engine/Ports.cs";

    /// <summary>The picture of src/README.md. A new project is put in here first.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Reconciler.Core"] = [],
        ["Reconciler.Engine"] = ["Reconciler.Core"],
        ["Reconciler.Sandbox"] = ["Reconciler.Core"],
        ["Reconciler.Git"] = ["Reconciler.Engine", "Reconciler.Core"],
        ["Reconciler.Kubernetes"] = ["Reconciler.Engine", "Reconciler.Core"],
        ["Reconciler.Etcd"] = ["Reconciler.Engine", "Reconciler.Core"],
        ["Reconciler.Nodes"] = ["Reconciler.Engine", "Reconciler.Core"],
        ["Reconciler.Server"] = ["Reconciler.Engine", "Reconciler.Core"],
        ["Reconciler.Cli"] = ["Reconciler.Core", "Reconciler.Engine", "Reconciler.Git", "Reconciler.Kubernetes", "Reconciler.Etcd", "Reconciler.Nodes", "Reconciler.Server", "Reconciler.Sandbox"],
    };

    [Fact]
    public void Projects_reference_only_what_the_picture_shows() =>
        Laws.Hold(Repo.Projects.SelectMany(project => Breaches(project, References(Repo.Project(project)))));

    [Fact]
    public void Assemblies_reference_only_what_the_picture_shows() =>
        Laws.Hold(Repo.Projects.SelectMany(project => Breaches(project, CompiledCode.Read(Repo.AssemblyOf(project)).Assemblies)));

    [Fact]
    public void An_adapter_that_sees_another_is_refused()
    {
        Assert.NotEmpty(Breaches("Reconciler.Git", ["Reconciler.Kubernetes"]));
        Assert.NotEmpty(Breaches("Reconciler.Core", ["Reconciler.Engine"]));
        Assert.NotEmpty(Breaches("Reconciler.Sandbox", ["Reconciler.Engine"]));
        Assert.NotEmpty(Breaches("Reconciler.Fancy", []));
        Assert.Empty(Breaches("Reconciler.Git", ["Reconciler.Core", "System.Runtime"]));
    }

    [Fact]
    public void An_interface_is_a_port_or_has_several_implementations() => Laws.Hold(LonelyInterfaces([.. SourceFile.In("src")]));

    [Fact]
    public void A_lonely_interface_is_refused()
    {
        SourceFile port = new(Ports, "interface ISource { }"), use = new("src/A/B.cs", "class Git : ISource { }");
        Assert.Empty(LonelyInterfaces([port, use]));
        Assert.Single(LonelyInterfaces([port with { Path = "src/Reconciler.Engine/Other.cs" }, use]));
        Assert.Empty(LonelyInterfaces([port with { Path = "src/Reconciler.Engine/Other.cs" }, use, new("src/A/C.cs", "record Folder(int X) : Base(X), ISource;")]));
    }

    private static IEnumerable<string> References(XDocument project) =>
        project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<Breach> Breaches(string project, IEnumerable<string> references)
    {
        if (!Known.TryGetValue(project, out var allowed)) return [new Breach(project, "is not in the picture of src/README.md")];
        return references.Select(name => name == "reconcile" ? "Reconciler.Cli" : name)
            .Where(name => name.StartsWith("Reconciler.", StringComparison.Ordinal) && !allowed.Contains(name))
            .Select(name => new Breach(project, $"references {name}; it may know {(allowed.Length == 0 ? "no other project" : string.Join(", ", allowed))}"));
    }

    private static IEnumerable<Breach> LonelyInterfaces(IReadOnlyCollection<SourceFile> files)
    {
        var implementations = files.SelectMany(file => file.BaseTypes).GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());
        return from file in files
               where file.Path != Ports
               from name in file.Interfaces
               let count = implementations.GetValueOrDefault(name)
               where count < 2
               select new Breach(file.Path, $"{name} has {count} implementations: use the class, or make it a port in {Ports}");
    }
}
