using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Plans;

/// <summary>One plan in all its forms: text, JSON, YAML, and a comment on a pull request.</summary>
public sealed partial class PlanFormTests : IDisposable
{
    private readonly PlanRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task The_text_has_the_columns_of_the_manual_and_its_last_line()
    {
        _rig.File("shop.yaml", Shop("v1")).Map("legacy").Map("old").Map("same").Commit("first");
        await _rig.Apply();
        _rig.File("shop.yaml", Shop("v2")).Without("old.yaml").Map("foreign").Commit("second");
        await _rig.Edit("legacy", "a", "5");
        await _rig.Make("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: foreign, namespace: default}\ndata: {theirs: '1'}");
        var run = await _rig.Run("plan", "config");
        Assert.True(run.Code == 3, run.Out + run.Error);
        var lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Matches(@"^Environment production · commit [0-9a-f]{7} → sandbox +1 App changes, 0 unchanged, 3 other parts change$", lines[0]);
        Assert.Equal("", lines[1]);
        Assert.Contains("shop (namespace shop)", lines);
        var web = Assert.Single(lines, line => line.StartsWith("  ~ Deployment shop-web", StringComparison.Ordinal));
        Assert.Equal((53, "yours   config/shop.yaml:6"), (web.IndexOf("yours", StringComparison.Ordinal), web[53..]));
        Assert.Contains("      spec.template.spec.containers[web].image   registry.example.org/shop:v1 → registry.example.org/shop:v2", lines);
        Assert.Matches(@"^  ~ ConfigMap legacy {33}drift   changed by kubectl-edit, .* ago$", Assert.Single(lines, line => line.Contains("ConfigMap legacy", StringComparison.Ordinal)));
        Assert.Contains("      data.a                                     5 → 1", lines);
        Assert.Matches(@"^  - ConfigMap old {36}yours   removed in [0-9a-f]{7}$", Assert.Single(lines, line => line.Contains("ConfigMap old", StringComparison.Ordinal)));
        Assert.Matches("^  ! ConfigMap foreign {32}refused RCN3006: ", Assert.Single(lines, line => line.Contains("ConfigMap foreign", StringComparison.Ordinal)));
        Assert.Equal("", lines[^2]);
        Assert.Matches(@"^Plan: 0 to create, 2 to update, 0 to replace, 1 to prune, \d+ unchanged, 1 refused\.$", lines[^1]);
    }

    [Fact]
    public async Task A_plan_as_json_fits_its_schema_and_says_everything()
    {
        _rig.Map("one").Map("two").Map("old").Commit("first");
        await _rig.Apply();
        _rig.Map("two", "{a: '2'}").Without("old.yaml").Map("foreign").Commit("second");
        _rig.File("crd.yaml", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}\n  versions:\n  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}\n");
        _rig.File("thing.yaml", "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing, namespace: default}\n");
        await _rig.Edit("one", "a", "5");
        await _rig.Make("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: foreign, namespace: default}\ndata: {theirs: '1'}");
        var plan = await _rig.Json("--approve", "RCN3004", "--allow-prune", "7");
        Assert.Equal(("Plan", "production", "sandbox", "config"), (plan.At("kind"), plan.At("environment"), plan.At("cluster", "name"), plan.At("source", "name")));
        Assert.Equal((40, "true", "second"), (plan.At("source", "commit")!.Length, plan.At("source", "dirty"), plan.At("source", "subject")));
        Assert.Equal(("RCN3004", "7", "false"), (plan.Map("approvals").Texts("codes").Single().Value, plan.At("approvals", "allowPrune"), plan.At("approvals", "takeOverInventory")));
        var (one, two) = (plan.Of("one"), plan.Of("two"));
        Assert.Equal(("update", "drift", "kubectl-edit"), (one.At("action"), one.At("cause", "word"), one.At("cause", "manager")));
        Assert.NotNull(one.At("cause", "time"));
        Assert.NotNull(one.At("uid"));
        Assert.Equal((16, 16), (one.At("desiredHash")!.Length, one.At("ownedHash")!.Length));
        Assert.Equal(("data.a", "1", "2"), (two.Maps("fields").Single().At("path"), two.Maps("fields").Single().At("old"), two.Maps("fields").Single().At("new")));
        Assert.Equal(("config/two.yaml", "4"), (two.At("place", "file"), two.At("place", "line")));
        Assert.Equal(("prune", "refuse", "adopt"), (plan.Of("old").At("action"), plan.Of("foreign").At("action"), plan.Of("foreign").At("wanted")));
        Assert.Equal("RCN3006", plan.Of("foreign").Maps("problems").Single().At("code"));
        Assert.Equal(("deferred", "true"), (plan.Of("thing").At("action"), plan.Of("thing").At("unverified")));
        Assert.Equal(("2", "2", "1", "1"), (plan.At("counts", "create"), plan.At("counts", "update"), plan.At("counts", "prune"), plan.At("counts", "refused")));
        Assert.Equal(plan.At("hash"), YamlReader.Read("", (await _rig.Run("plan", "config", "--output", "yaml", "--approve", "RCN3004", "--allow-prune", "7")).Out).Documents.Single().Root.At("hash"));
    }

    [Fact]
    public async Task No_value_of_a_secret_is_in_any_form()
    {
        static string Secret(string value) => $"apiVersion: v1\nkind: Secret\nmetadata: {{name: keys, namespace: default}}\nstringData: {{tls.key: {value}, plain: {value}, .dockerconfigjson: {value}}}\n";
        _rig.File("secret.yaml", Secret("hunter1"));
        _rig.File("app.yaml", Sample.App).Commit("first");
        await CheckAsync("hunter");
        await _rig.Apply();
        _rig.File("secret.yaml", Secret("hunter2-longer")).File("app.yaml", Sample.App.Replace("hunter2-hunter2", "hunter3-hunter3", StringComparison.Ordinal)).Commit("second");
        await CheckAsync("hunter");
        var fields = (await _rig.Json()).Of("keys").Maps("fields").ToList();
        Assert.Equal(3, fields.Count);
        Assert.All(fields, field => Assert.Matches(@"^\(\d+ bytes, masked\) #[0-9a-f]{8}$", field.At("new")!));
    }

    [Fact]
    public async Task A_comment_can_be_read_unopened_and_nothing_breaks_out_of_it()
    {
        const string Nasty = "'``` </details> `````` <script>alert(1)</script> @everyone ![x](http://x)'";
        _rig.Map("one", $"{{a: {Nasty}}}").Map("old").Commit("first");
        await _rig.Apply();
        _rig.Map("one", "{a: b}").Map("foreign").Without("old.yaml").Commit("second");
        await _rig.Make("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: foreign, namespace: default}\ndata: {theirs: '1'}", "a`manager` <b>@all");
        var comment = (await _rig.Run("plan", "config", "--output", "markdown")).Out;
        var front = comment[..comment.IndexOf("<details>", StringComparison.Ordinal)];
        Assert.Contains("**0 to create, 1 to update, 0 to replace, 1 to prune", front, StringComparison.Ordinal);
        Assert.Contains("- `ConfigMap foreign in default`: RCN3006 ``", front, StringComparison.Ordinal);
        Assert.Contains("**Deleted**\n- `ConfigMap old in default`", front, StringComparison.Ordinal);
        Assert.Contains("-   data.a: ``` </details> `````` <script>alert(1)</script> @everyone", comment, StringComparison.Ordinal);
        Assert.Matches(@"Plan: .* refused\.\n$", comment);
        var outside = Outside(comment);
        Assert.DoesNotContain("script", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("@", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", outside, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(outside, "<details>"), Regex.Count(outside, "</details>"));
    }

    [Theory]
    [InlineData(1_500, 10)]
    [InlineData(1, 90_000)]
    [InlineData(300, 400)]
    public async Task A_comment_is_never_too_large_and_says_what_is_left_out(int objects, int size)
    {
        var all = new StringBuilder();
        for (var i = 0; i < objects; i++) all.Append(System.Globalization.CultureInfo.InvariantCulture, $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{i}, namespace: default}}\ndata: {{a: '{new string('`', size)}ü'}}\n");
        _rig.File("all.yaml", all.ToString()).Map("last").Commit("first");
        var comment = (await _rig.Run("plan", "config", "--output", "markdown")).Out;
        Assert.InRange(Encoding.UTF8.GetByteCount(comment), 300, 60_000);
        Assert.Contains($"{objects + 1} to create", comment, StringComparison.Ordinal);
        var lines = comment.Split('\n').Count(line => line.StartsWith("+ create", StringComparison.Ordinal));
        if (lines <= objects) Assert.Contains($"**{objects + 1 - lines} object", comment, StringComparison.Ordinal);
        else Assert.DoesNotContain("left out", comment, StringComparison.Ordinal);
        Assert.EndsWith(" unchanged.\n", comment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_can_not_steer_the_terminal()
    {
        _rig.Map("one", "{a: \"x\"}").Commit("first");
        await _rig.Apply();
        _rig.Map("one", "{a: \"\\e[31mred\\nPlan: 0 to create\\u202e\"}").Commit("second");
        var text = (await _rig.Run("plan", "config")).Out;
        Assert.Contains(@"x → \u001b[31mred\nPlan: 0 to create\u202e", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", text, StringComparison.Ordinal);
    }

    private static string Shop(string tag) => $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec:\n  namespace: shop\n  image: registry.example.org/shop:{tag}\n";

    private async Task CheckAsync(string secret)
    {
        foreach (var format in new[] { "text", "json", "yaml", "markdown" })
        {
            var run = await _rig.Run("plan", "config", "--output", format, "--verbose", "--out", "plan.json");
            var all = run.Out + run.Error + await File.ReadAllTextAsync(Path.Combine(_rig.Cli.Folder, "plan.json"));
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..6], all, StringComparison.Ordinal);
        }
    }

    /// <summary>What a reader of Markdown takes for markup: all but code spans and fenced blocks.</summary>
    private static string Outside(string comment) => Spans().Replace(Blocks().Replace(comment, ""), "");

    [GeneratedRegex(@"^(?<fence>`{3,})diff\n.*?^\k<fence>$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"(?<!`)(?<fence>`+)(?!`).*?(?<!`)\k<fence>(?!`)", RegexOptions.Singleline)]
    private static partial Regex Spans();
}
