using Reconciler.Diagnostics;

namespace Reconciler.Core.Tests.Diagnostics;

public sealed class SpellingTests
{
    private static readonly string[] Known = ["replicas", "resources", "image", "imagePullPolicy", "env", "port", "ports", "containerPort"];

    [Theory]
    [InlineData("replica", "replicas")]
    [InlineData("relpicas", "replicas")]
    [InlineData("Image", "image")]
    [InlineData("image-pull-policy", "imagePullPolicy")]
    [InlineData("imagePullPolcy", "imagePullPolicy")]
    [InlineData("evn", "env")]
    [InlineData("envs", "env")]
    [InlineData("prot", "port")]
    [InlineData("port", "ports")]
    [InlineData("cpu", null)]
    [InlineData("en", null)]
    [InlineData("volumes", null)]
    [InlineData("", null)]
    public void The_nearest_known_word_is_found(string word, string? closest) => Assert.Equal(closest, Spelling.Closest(word, Known));

    [Fact]
    public void The_answer_does_not_depend_on_the_order_of_the_known_words() =>
        Assert.Equal(Spelling.Closest("portx", Known), Spelling.Closest("portx", Known.Reverse()));

    [Fact]
    public void A_suggestion_is_a_question_and_absent_where_nothing_is_near()
    {
        Assert.Equal("did you mean \"replicas\"?", Spelling.Suggest("replicsa", Known));
        Assert.Null(Spelling.Suggest("somethingElse", Known));
    }
}
