using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Reconciler.Browser.Tests;

/// <summary>What somebody orders by a button, and what comes of it.</summary>
[Collection(BrowserTests.Name)]
public sealed class OrderTests(Chromium chromium)
{
    private const string Environment = "#/env/1";

    [Fact]
    public async Task A_pause_holds_a_change_whose_plan_is_shown_until_it_is_resumed()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: Environment);
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("#notices")).ToContainTextAsync("live is paused");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("paused");
        rig.Repo.Write("web.yaml", Specs.App("web", "v2"));
        rig.Push("Second version");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("held");
        await page.GetByRole(AriaRole.Link, new() { Name = "Plan (" }).ClickAsync();
        var change = page.Locator(".object", new() { HasText = "Deployment web-web" });
        await Expect(change.Locator(".old", new() { HasText = "registry.example.com/web:v1" })).ToBeVisibleAsync();
        await Expect(change.Locator(".new", new() { HasText = "registry.example.com/web:v2" })).ToBeVisibleAsync();
        await Expect(change).ToContainTextAsync("the spec changed");
        await Expect(change).ToContainTextAsync("paused by");
        // it can be folded, and stays so
        await change.Locator("summary").ClickAsync();
        await Expect(change.Locator(".diff")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing to do" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task One_App_is_paused_and_resumed_on_its_own()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: $"{Environment}/app/shop/web");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("healthy");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("paused");
        await page.GotoAsync(new Uri(rig.Address, Environment).ToString());
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync("paused");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "mail shop" })).Not.ToContainTextAsync("paused");
        await page.GetByRole(AriaRole.Link, new() { Name = "web", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.Locator("h1 ~ .phase")).Not.ToContainTextAsync("paused");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_needs_approval_waits_for_it_and_can_be_undone()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: $"{Environment}/plan");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        rig.Repo.Remove("prices.yaml");
        rig.Push("No more prices");
        await Expect(page.Locator(".object", new() { HasText = "ConfigMap prices" })).ToContainTextAsync("delete");
        var approval = page.GetByRole(AriaRole.Region, new() { Name = "It waits for approval" });
        await approval.GetByLabel("RCN3005").CheckAsync();
        await approval.GetByRole(AriaRole.Button, new() { Name = "Approve this plan" }).ClickAsync();
        await Expect(page.Locator("#notices")).ToContainTextAsync("The plan is approved");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing to do" })).ToBeVisibleAsync();
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        await page.GetByRole(AriaRole.Link, new() { Name = "Undo" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring back" }).ClickAsync();
        await Expect(page.Locator("#notices")).ToContainTextAsync("1 object came back");
        Assert.NotNull(await rig.ConfigMapAsync("prices"));
    }

    [Fact]
    public async Task An_older_revision_is_put_back_when_it_is_confirmed_and_let_go_again()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: $"{Environment}/app/shop/web");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("healthy");
        rig.Repo.Write("web.yaml", Specs.App("web", "v2"));
        rig.Push("Second version");
        var images = page.Locator("code", new() { HasText = "registry.example.com/web:" });
        await Expect(images).ToContainTextAsync("web:v2");
        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        var first = page.GetByRole(AriaRole.Row, new() { NameRegex = new("^1 ") });
        await first.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Put revision 1 back" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, roll back" }).ClickAsync();
        await Expect(page.Locator("#notices")).ToContainTextAsync("web goes back to revision 1");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("rolled back to revision 1");
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new("^3 ") })).ToContainTextAsync("of revision 1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Objects" }).ClickAsync();
        await Expect(images).ToContainTextAsync("web:v1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(images).ToContainTextAsync("web:v2");
        await Expect(page.Locator("h1 ~ .phase")).Not.ToContainTextAsync("rolled back");
    }

    [Fact]
    public async Task An_App_is_stopped_when_it_is_confirmed_and_started_again()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: $"{Environment}/app/shop/web");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, stop" }).ClickAsync();
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("stopped");
        await Expect(page.Locator("main")).ToContainTextAsync("web 0/0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("web 1/1");
        await Expect(page.Locator("h1 ~ .phase")).Not.ToContainTextAsync("stopped");
    }

    [Fact]
    public async Task More_deletions_than_the_budget_allows_are_approved_by_their_number()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, repo =>
        {
            Specs.Shop(repo);
            repo.Write("environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: live}\nspec: {systemNamespace: reconciler-tests, namespace: shop, prune: {budget: {objects: 1}}}\n");
            foreach (var name in (string[])["one", "two"]) repo.Write($"{name}.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: shop}}\n");
        });
        var page = await rig.OpenAsync(at: $"{Environment}/plan");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        rig.Repo.Remove("one.yaml");
        rig.Repo.Remove("two.yaml");
        rig.Push("Neither one nor two");
        await page.GetByLabel("Allow up to").CheckAsync();
        await Expect(page.GetByLabel("How many deletions are allowed")).ToHaveValueAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve this plan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing to do" })).ToBeVisibleAsync();
        Assert.Null(await rig.ConfigMapAsync("one"));
    }

    [Fact]
    public async Task A_sync_tries_again_what_failed()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, repo =>
        {
            Specs.Shop(repo);
            repo.Write("web.yaml", Specs.Impatient("web", "never-ready"));
        });
        var page = await rig.OpenAsync(at: Environment);
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("failed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sync" }).ClickAsync();
        await Expect(page.Locator("#notices")).ToContainTextAsync("Sync of live is ordered");
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Runs" })).ToContainTextAsync("sync");
    }
}
