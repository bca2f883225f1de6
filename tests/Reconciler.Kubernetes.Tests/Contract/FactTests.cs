using System.Text;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>
/// What a real API server answered, row by row. Messages are compared loosely where versions word them differently; texts
/// of refused fields are left out, their paths and reasons count.
/// </summary>
public sealed class FactTests(FactFixture fixture) : IClassFixture<FactFixture>
{
    public static TheoryData<Target, string, string> Facts()
    {
        var data = new TheoryData<Target, string, string>();
        foreach (var row in new EverywhereAttribute().GetData(null!))
            foreach (var (file, name) in FactTable.All()) data.Add((Target)row[0], file, name);
        return data;
    }

    [Theory, MemberData(nameof(Facts))]
    public async Task A_request_is_answered_as_a_real_server_answered_it(Target target, string file, string name)
    {
        var space = await fixture.On(target, file);
        var row = FactTable.Row(file, name);
        var answer = await space.Send(Request(space, row));
        Assert.True(row.Int("status")!.Value == answer.Status, $"{answer.Status}: {answer.Text}");
        if (row.Text("text") is { } text)
        {
            Assert.Equal(text.Value, answer.Text.Trim());
            return;
        }
        var body = (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(answer.Text));
        if (answer.Status >= 400) Refused(space, row, body);
        foreach (var wanted in row.Map("has")?.Entries ?? []) Assert.Equal((wanted.Key, Text(wanted.Value)), (wanted.Key, At(body, wanted.Key)));
        if (row.Text("warning") is { } warning) Assert.Contains(answer.Warnings, found => Loose(found.Replace("\\\"", "\"", StringComparison.Ordinal)).Contains(Loose(warning.Value), StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_facts_of_every_theme()
    {
        var files = FactTable.All().GroupBy(row => row.File).ToDictionary(file => file.Key, file => file.Count());
        Assert.Equal(["access", "changes", "config", "definitions", "network", "patches", "requests", "workloads"], files.Keys.Order(StringComparer.Ordinal));
        Assert.True(files.Values.Sum() > 350, $"{files.Values.Sum()} rows");
    }

    private static void Refused(ContractSpace space, MapNode row, MapNode status)
    {
        Assert.Equal(row.Text("reason")?.Value, status.Text("reason")?.Value);
        var causes = status.Map("details").Maps("causes").Select(cause => $"{cause.Text("field")?.Value} {cause.Text("reason")?.Value}".Trim()).Where(cause => cause.Length > 0);
        Assert.Equal(row.Texts("causes").Select(cause => cause.Value).Order(StringComparer.Ordinal), causes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        if (row.Text("message") is { } message) Assert.Contains(Loose(message.Value.Replace("{ns}", space.Namespace, StringComparison.Ordinal)), Loose(status.Text("message")!.Value), StringComparison.Ordinal);
    }

    private static RawRequest Request(ContractSpace space, MapNode row)
    {
        string Filled(string text) => text.Replace("{ns}", space.Namespace, StringComparison.Ordinal);
        var words = Filled(row.Text("request")!.Value).Split(' ', 2);
        return new RawRequest(new HttpMethod(words[0]), words[1])
        {
            Body = row["body"] is { } body ? Filled(Encoding.UTF8.GetString(NodeJson.ToUtf8(body))) : null,
            Accept = row.Text("accept")?.Value ?? "application/json",
            User = row.Text("user") is { } user ? Filled(user.Value) : null,
            ContentType = row.Text("as")?.Value switch
            {
                "apply" => "application/apply-patch+yaml",
                "merge" => "application/merge-patch+json",
                "patch" => "application/json-patch+json",
                "strategic" => "application/strategic-merge-patch+json",
                "text" => "text/plain",
                _ => "application/json",
            },
        };
    }

    /// <summary>Releases of the server count the same lengths in bytes or in characters.</summary>
    private static string Loose(string message) => message.Replace("characters", "bytes", StringComparison.Ordinal);

    /// <summary>The value at a dotted path, in which a dot of a key is escaped; null where there is none.</summary>
    private static string? At(MapNode body, string path)
    {
        Node? found = body;
        foreach (var step in path.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(step => step.Replace('\0', '.')))
        {
            found = found switch
            {
                MapNode map => map[step],
                ListNode list when int.TryParse(step, out var at) && at < list.Items.Length => list.Items[at],
                _ => null,
            };
        }
        return found is ScalarNode { IsNull: true } ? "null" : found is null ? null : Text(found);
    }

    private static string? Text(Node value) => value switch
    {
        ScalarNode { IsNull: true } => null,
        ScalarNode scalar => scalar.Value,
        _ => Encoding.UTF8.GetString(NodeJson.ToUtf8(value)),
    };
}
