using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Reconciler.Browser.Tests;

/// <summary>What somebody sees who only looks: what is there, what a push changes, and what fails.</summary>
[Collection(BrowserTests.Name)]
public sealed class WatchingTests(Chromium chromium)
{
    private const string Environment = "#/env/1";
    private const string Web = $"{Environment}/app/shop/web";

    [Fact]
    public async Task It_opens_with_the_environment_in_sync_and_its_Apps_healthy()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "live" })).ToBeVisibleAsync();
        await Expect(page.Locator(".phase")).ToContainTextAsync("synced");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync("healthy");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "mail shop" })).ToContainTextAsync("web 1/1");
        await Expect(page.Locator(".connection")).ToHaveTextAsync("Live");
        await page.GetByRole(AriaRole.Link, new() { Name = "web", Exact = true }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("web · Reconciler");
        await Expect(page.Locator(".tree")).ToContainTextAsync("Deployment");
        await Expect(page.Locator(".tree .leaf", new() { HasText = "Deployment" })).ToContainTextAsync("healthy");
    }

    [Fact]
    public async Task What_is_pushed_appears_and_becomes_healthy_without_a_reload()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: Web);
        await Expect(page.Locator(".facts")).ToContainTextAsync("registry.example.com/web:v1");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("healthy");
        await page.EvaluateAsync("window.isTheSame = true");
        rig.Repo.Write("web.yaml", Specs.App("web", "v2"));
        var commit = rig.Push("Second version");
        await Expect(page.Locator(".facts")).ToContainTextAsync("registry.example.com/web:v2");
        await Expect(page.Locator(".facts")).ToContainTextAsync(commit[..7]);
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("healthy");
        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Revisions" })).ToContainTextAsync("Second version");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Revisions" })).ToContainTextAsync("First version");
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSame"));
    }

    [Fact]
    public async Task An_App_that_does_not_become_healthy_is_shown_as_failed_with_its_reason()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: Environment);
        await Expect(page.Locator(".phase")).ToContainTextAsync("synced");
        rig.Repo.Write("web.yaml", Specs.Impatient("web", "never-ready"));
        rig.Push("A version that never comes up");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("failed");
        var row = page.GetByRole(AriaRole.Row, new() { Name = "web shop" });
        await Expect(row.Locator(".badge.bad")).ToHaveTextAsync("✗ failed");
        await Expect(row.Locator(".reason")).ToContainTextAsync("Deployment");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "mail shop" })).ToContainTextAsync("healthy");
        // the right spec heals it
        rig.Repo.Write("web.yaml", Specs.Impatient("web", "v2"));
        rig.Push("A version that works");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        await Expect(row).ToContainTextAsync("healthy");
    }

    [Fact]
    public async Task A_run_is_shown_with_its_parts_and_events()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: $"{Environment}/runs");
        rig.Repo.Write("mail.yaml", Specs.App("mail", "v5"));
        var commit = rig.Push("New mail");
        var runs = page.GetByRole(AriaRole.Table, new() { Name = "Runs" });
        await Expect(runs.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync(commit[..7]);
        await Expect(runs.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("done");
        await runs.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Parts" })).ToContainTextAsync("App/mail");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("Deployment.apps mail-web: update");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("Ended");
    }

    [Fact]
    public async Task Logs_volumes_and_nodes_are_there()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, repo =>
        {
            Specs.Shop(repo);
            repo.Write("uploads.yaml", "apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {name: uploads}\nspec: {size: 2Gi}\n");
        });
        var page = await rig.OpenAsync(at: Web);
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("healthy");
        await page.GetByRole(AriaRole.Link, new() { Name = "Logs" }).ClickAsync();
        await Expect(page.Locator(".logs")).ToContainTextAsync("ready");
        await page.GetByRole(AriaRole.Link, new() { Name = "live" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Storage" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "uploads" })).ToContainTextAsync("2Gi");
        await page.GetByRole(AriaRole.Link, new() { Name = "Nodes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Nodes" }).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("ready");
    }

    [Fact]
    public async Task While_the_controller_is_away_the_page_says_so_and_keeps_what_it_knew_and_catches_up_later()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: Environment);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync("healthy");
        await rig.StopServingAsync();
        await Expect(page.Locator(".connection")).ToContainTextAsync("Offline");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync("healthy");
        rig.Repo.Write("web.yaml", Specs.App("web", "v2"));
        var commit = rig.Push("While nobody could see it");
        await rig.ServeAsync();
        await Expect(page.Locator(".connection")).ToHaveTextAsync("Live");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync(commit[..7]);
    }
}
