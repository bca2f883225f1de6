using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Life.Workloads;
using Reconciler.Sandbox.Resources;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class JobTests
{
    private const string Jobs = "jobs.batch";
    private const string Crons = "cronjobs.batch";

    [Fact]
    public async Task A_job_completes_after_a_moment()
    {
        await using var world = await LifeWorld.StartAsync(LifePace.Natural);
        await world.CreateAsync(Samples.Job("task", more: "completions: 3\n  parallelism: 2"));
        await world.PassAsync(1);
        Assert.Equal(2, world.Get(Jobs, "task").StatusInt("active"));
        await world.PassAsync(20);
        var job = world.Get(Jobs, "task");
        Assert.Equal(("True", "CompletionsReached"), DeploymentTests.Condition(job, "Complete"));
        Assert.Equal((3, 0), (job.StatusInt("succeeded"), job.StatusInt("active")));
        Assert.NotNull(job.Map("status").Time("completionTime"));
        Assert.Equal(["Completed", "SuccessfulCreate"], world.Reasons("task"));
    }

    [Fact]
    public async Task A_failing_job_tries_again_and_then_gives_up()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Job("task", "busybox:job-fails", "backoffLimit: 2"));
        await world.PassAsync(5);
        Assert.Equal(1, world.Get(Jobs, "task").StatusInt("failed"));
        await world.PassAsync(10);
        Assert.Equal(2, world.Get(Jobs, "task").StatusInt("failed"));
        await world.PassAsync(60);
        Assert.Equal(("True", "BackoffLimitExceeded"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Failed"));
        Assert.Equal(3, world.List("pods").Count(pod => pod.Phase() == "Failed"));
    }

    [Fact]
    public async Task A_failing_job_that_restarts_its_containers_gives_up_as_well()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Job("task", "busybox:job-fails", "backoffLimit: 2", "OnFailure"));
        await world.PassAsync(60);
        Assert.Equal(("True", "BackoffLimitExceeded"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Failed"));
    }

    [Fact]
    public async Task A_job_that_takes_too_long_fails_with_its_deadline()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Job("task", "busybox:slow-60s", "activeDeadlineSeconds: 20"));
        await world.PassAsync(30);
        Assert.Equal(("True", "DeadlineExceeded"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Failed"));
        Assert.DoesNotContain(world.List("pods"), pod => pod.IsActive());
    }

    [Fact]
    public async Task A_finished_job_goes_when_its_time_is_over()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Job("task", more: "ttlSecondsAfterFinished: 30"));
        await world.PassAsync(25);
        Assert.Equal(("True", "CompletionsReached"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Complete"));
        await world.PassAsync(10);
        Assert.Null(world.Find(Jobs, "task"));
    }

    [Fact]
    public async Task A_suspended_job_has_no_pods_until_it_is_resumed()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Job("task", more: "suspend: true"));
        await world.PassAsync(5);
        Assert.Empty(world.List("pods"));
        Assert.Equal(("True", "JobSuspended"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Suspended"));
        await world.PatchAsync(Jobs, "task", "spec: {suspend: false}");
        await world.PassAsync(5);
        Assert.Equal(("False", "JobResumed"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Suspended"));
        Assert.Equal(("True", "CompletionsReached"), DeploymentTests.Condition(world.Get(Jobs, "task"), "Complete"));
    }

    [Fact]
    public async Task A_cron_job_makes_a_job_at_its_times_and_keeps_the_last_ones()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Cron("*/5 * * * *", "successfulJobsHistoryLimit: 2"));
        await world.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Empty(world.List(Jobs));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        var job = Assert.Single(world.List(Jobs));
        Assert.Equal("nightly-29539445", job.NameOf());
        Assert.Equal("2026-03-01T12:05:00Z", job.Annotation("batch.kubernetes.io/cronjob-scheduled-timestamp"));
        await world.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(2, world.List(Jobs).Length);
        var status = world.Get(Crons, "nightly").Map("status");
        Assert.Equal("2026-03-01T12:25:00Z", status.Text("lastScheduleTime")?.Value);
        Assert.NotNull(status.Time("lastSuccessfulTime"));
        Assert.Contains("SawCompletedJob", world.Reasons("nightly"));
    }

    [Theory]
    [InlineData("Forbid", 1)]
    [InlineData("Replace", 1)]
    [InlineData("Allow", 3)]
    public async Task Jobs_that_still_run_are_treated_as_the_policy_says(string policy, int running)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Cron("* * * * *", $"concurrencyPolicy: {policy}", "busybox:slow-9000s"));
        await world.PassAsync(TimeSpan.FromSeconds(190));
        Assert.Equal(running, world.List(Jobs).Count(job => job.StatusInt("active") > 0));
        Assert.Equal(running, world.Get(Crons, "nightly").Map("status").Maps("active").Count());
    }

    [Fact]
    public async Task A_suspended_cron_job_makes_nothing()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Cron("* * * * *", "suspend: true"));
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(world.List(Jobs));
    }

    [Theory]
    [InlineData("0 3 * * *", "2026-03-01T12:00:00Z", "UTC", "2026-03-02T03:00:00Z")]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "Europe/Amsterdam", "2026-03-30T00:30:00Z")]
    [InlineData("0 9 * * 1", "2026-03-01T12:00:00Z", "America/New_York", "2026-03-02T14:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-03-01T12:00:00Z", "UTC", "2026-03-06T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-03-01T12:00:00Z", "UTC", "2028-02-29T00:00:00Z")]
    [InlineData("@every 90s", "2026-03-01T12:00:00Z", "UTC", "2026-03-01T12:01:30Z")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59:00Z", "UTC", "2027-12-31T23:59:00Z")]
    public void The_next_time_of_a_schedule_is_found(string text, string after, string zone, string expected)
    {
        Assert.True(CronSchedule.TryParse(text, out var schedule, out _));
        var next = CronTimes.Next(schedule, DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(expected, Metadata.Time(next!.Value));
    }

    [Fact]
    public void A_day_that_never_comes_has_no_time()
    {
        Assert.True(CronSchedule.TryParse("0 0 30 2 *", out var schedule, out _));
        Assert.Null(CronTimes.Next(schedule, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));
    }

    private static string Cron(string schedule, string more = "", string image = "busybox:1") => $$"""
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly}
        spec:
          schedule: "{{schedule}}"
          {{more}}
          jobTemplate:
            spec:
              template:
                spec: {restartPolicy: Never, containers: [{name: main, image: "{{image}}"}]}
        """;
}
