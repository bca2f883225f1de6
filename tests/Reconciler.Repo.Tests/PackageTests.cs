using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Reconciler.Repo.Tests;

/// <summary>Every package is there for a reason that is written down, at one version that is written down.</summary>
public sealed partial class PackageTests
{
    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.]+)?$")]
    private static partial Regex ExactVersion();

    private static IEnumerable<string> ProjectFiles => Repo.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    [Fact]
    public void Every_package_reference_says_why() =>
        Laws.Hold(from file in ProjectFiles
                  from reference in XDocument.Parse(Repo.Text(file)).Descendants("PackageReference")
                  where reference.PreviousNode is not XComment
                  select new Breach(file, $"{reference.Attribute("Include")?.Value}: write above it what it is for"));

    [Fact]
    public void Versions_are_exact_and_in_one_place() =>
        Laws.Hold((from version in XDocument.Parse(Repo.Text("Directory.Packages.props")).Descendants("PackageVersion")
                   let value = version.Attribute("Version")?.Value ?? ""
                   where !ExactVersion().IsMatch(value)
                   select new Breach("Directory.Packages.props", $"{version.Attribute("Include")?.Value} {value}"))
            .Concat(from file in ProjectFiles
                    from reference in XDocument.Parse(Repo.Text(file)).Descendants("PackageReference")
                    where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
                    select new Breach(file, $"{reference.Attribute("Include")?.Value}: its version belongs into Directory.Packages.props")));

    [Fact]
    public void Every_version_is_used() =>
        Laws.Hold(from version in XDocument.Parse(Repo.Text("Directory.Packages.props")).Descendants("PackageVersion")
                  let name = version.Attribute("Include")!.Value
                  where version.Parent!.Attribute("Label")?.Value.StartsWith("Pinned", StringComparison.Ordinal) != true
                  where !ProjectFiles.Append("Directory.Build.props").Any(file => Repo.Text(file).Contains($"\"{name}\"", StringComparison.Ordinal))
                  select new Breach("Directory.Packages.props", $"nothing references {name}"));

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Laws.Hold(from file in ProjectFiles
                  let folder = file[..file.LastIndexOf('/')]
                  where !Repo.Files.Contains($"{folder}/packages.lock.json")
                  select new Breach(file, "has no packages.lock.json beside it"));

    [Fact]
    public void Every_project_is_in_the_solution() =>
        Laws.Hold(from file in ProjectFiles
                  where !Repo.Text("Reconciler.sln").Contains(file.Replace('/', '\\'), StringComparison.Ordinal)
                  select new Breach(file, "is not in Reconciler.sln"));
}
