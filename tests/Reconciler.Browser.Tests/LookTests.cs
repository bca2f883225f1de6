using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Reconciler.Browser.Tests;

/// <summary>That it can be used on a phone, by keyboard and in the dark; with RECORD=1 the pictures of docs/ are taken.</summary>
[Collection(BrowserTests.Name)]
public sealed class LookTests(Chromium chromium)
{
    private static readonly Look Phone = new(390, 844);

    private static readonly string[] Pages = ["", "#/env/1", "#/env/1/plan", "#/env/1/runs", "#/env/1/storage", "#/env/1/undo", "#/env/1/app/shop/web", "#/env/1/app/shop/web/history", "#/env/1/app/shop/web/logs", "#/nodes"];

    [Fact]
    public async Task On_a_phone_no_page_is_wider_than_the_screen()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(Phone, "#/env/1");
        await WithAChangeAsync(rig, page);
        foreach (var address in Pages)
        {
            await page.GotoAsync(new Uri(rig.Address, address).ToString());
            await Expect(page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
            await Expect(page.Locator("[aria-busy]")).ToHaveCountAsync(0);
            var excess = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            Assert.True(excess <= 0, $"{address} is {excess} pixels too wide");
        }
        await page.GotoAsync(new Uri(rig.Address, "#/env/1").ToString());
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web" }).First).ToContainTextAsync("healthy");
        await Picture.TakeAsync(page, "dashboard-phone.png");
    }

    [Fact]
    public async Task A_keyboard_reaches_the_orders_and_gives_them()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: "#/env/1");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        var pause = page.GetByRole(AriaRole.Button, new() { Name = "Pause" });
        await Expect(pause).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#main")).ToBeFocusedAsync();
        // from there: the way back, Sync, Pause
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        var sync = page.GetByRole(AriaRole.Button, new() { Name = "Sync" });
        await Expect(sync).ToBeFocusedAsync();
        Assert.Equal("3px", await sync.EvaluateAsync<string>("button => getComputedStyle(button).outlineWidth"));
        await page.Keyboard.PressAsync("Tab");
        await Expect(pause).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("paused");
    }

    [Fact]
    public async Task It_is_light_or_dark_as_the_system_is()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var light = await rig.OpenAsync();
        await Expect(light.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync("healthy");
        await Expect(light.Locator("html")).ToHaveCSSAsync("background-color", "rgb(245, 246, 248)");
        await Picture.TakeAsync(light, "dashboard.png");
        var dark = await rig.OpenAsync(new Look { IsDark = true }, "#/env/1/app/shop/web");
        await Expect(dark.Locator(".tree")).ToContainTextAsync("healthy");
        await Expect(dark.Locator("html")).ToHaveCSSAsync("background-color", "rgb(17, 21, 28)");
        await Expect(dark.Locator("html")).ToHaveCSSAsync("color", "rgb(230, 234, 241)");
        await Picture.TakeAsync(dark, "dashboard-dark.png");
    }

    [Fact]
    public async Task Text_of_the_source_is_never_markup()
    {
        const string subject = "<img src=x onerror=\"document.title='taken'\">";
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(at: "#/env/1");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        rig.Repo.Write("web.yaml", Specs.App("web", "v2"));
        rig.Push(subject);
        await Expect(page.Locator(".facts")).ToContainTextAsync(subject);
        await Expect(page.Locator("img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_plan_shows_what_would_change()
    {
        await using var rig = await DashboardRig.StartAsync(chromium, Specs.Shop);
        var page = await rig.OpenAsync(new Look(1200, 900), "#/env/1");
        await WithAChangeAsync(rig, page);
        await page.GotoAsync(new Uri(rig.Address, "#/env/1/plan").ToString());
        await Expect(page.Locator(".object.changed").First).ToBeVisibleAsync();
        await Expect(page.Locator(".object.added", new() { HasText = "ConfigMap colours" })).ToContainTextAsync("create");
        await Picture.TakeAsync(page, "dashboard-plan.png", isWhole: true);
    }

    /// <summary>Paused, with something in the plan.</summary>
    private static async Task WithAChangeAsync(DashboardRig rig, IPage page)
    {
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("paused");
        rig.Repo.Write("web.yaml", Specs.App("web", "v2"));
        rig.Repo.Write("colours.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: colours, namespace: shop}\ndata: {tea: green}\n");
        rig.Push("Second version of the shop");
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("held");
        // what was said for some seconds is no part of a picture
        await Expect(page.Locator(".notice")).ToHaveCountAsync(0);
    }
}
