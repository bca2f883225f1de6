using Microsoft.Playwright;
using Reconciler.Server.Access;
using static Microsoft.Playwright.Assertions;

namespace Reconciler.Browser.Tests;

/// <summary>Who comes in, and what is offered to whom.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInTests(Chromium chromium)
{
    private const string Ada = "0123456789abcdef";
    private const string Bob = "fedcba9876543210";

    private Task<DashboardRig> StartAsync() => DashboardRig.StartAsync(chromium, Specs.Shop, StaticToken.Read("tokens", $"{Ada},ada,admin\n{Bob},bob").Tokens);

    [Fact]
    public async Task Nobody_sees_anything_without_a_token_that_is_known()
    {
        await using var rig = await StartAsync();
        var page = await rig.OpenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(page.Locator("body")).Not.ToContainTextAsync("shop");
        await SignInAsync(page, "this-is-no-token-of-ours");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");
    }

    [Fact]
    public async Task Whoever_may_change_things_is_offered_it_also_after_a_reload_until_they_sign_out()
    {
        await using var rig = await StartAsync();
        var page = await rig.OpenAsync(at: "#/env/1");
        await SignInAsync(page, Ada);
        await Expect(page.Locator(".connection")).ToHaveTextAsync("Live");
        await page.ReloadAsync();
        await Expect(page.Locator("h1 ~ .phase")).ToContainTextAsync("synced");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".facts")).ToContainTextAsync("everything by ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(page.Locator("body")).Not.ToContainTextAsync("ada");
    }

    [Fact]
    public async Task Whoever_may_only_look_is_offered_nothing_else_and_told_why()
    {
        await using var rig = await StartAsync();
        var page = await rig.OpenAsync(at: "#/env/1");
        await SignInAsync(page, Bob);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "web shop" })).ToContainTextAsync("healthy");
        await Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("bob may not update environments");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sync" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "web", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("bob may not update apps");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToHaveCountAsync(0);
    }

    private static async Task SignInAsync(IPage page, string token)
    {
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
