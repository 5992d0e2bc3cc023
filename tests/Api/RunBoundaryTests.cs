using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

/// <summary>What JSON can say and a run cannot be: told when it is posted, never met by a run at work.</summary>
public sealed class RunBoundaryTests
{
    [Fact]
    public async Task Post_OfWhatOnlyARunAtWorkWouldStumbleOver_IsRefusedAtOnce()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Additive()));
        foreach ((string sent, string field, string says) in new[]
        {
            ("""{"method":"attribute","model":"toy","sequences":">a\nACGTTGCATC\n","options":{"attribution":"integrated-gradients","baselines":["AAAAAAAAAA",null]}}""", "options.baselines", "options.baselines: holds null"),
            ("""{"method":"attribute","model":"toy","sequences":">a\nACGTTGCATC\n","options":{"attribution":"integrated-gradients","baselines":["AAAAAzAAAA"]}}""", "options.baselines", "baseline 1, position 5: 'z' is not a letter"),
            ("""{"method":"perturb","model":"toy","sequences":">a\nACGTTGCATC\n","options":{"edit":"insert","words":["AC",null],"at":[3]}}""", "options.words", "options.words: holds null"),
            ("""{"method":"insert","model":"toy","options":{"motifs":"x","motif":[null]}}""", "options.motif", "options.motif: holds null"),
            ("""{"method":"insert","model":"toy","options":{"word":"ANA"}}""", "options", "word \"ANA\", position 1: 'N' is no letter"),
            ("""{"method":"sensx","model":"toy","data":{"rows":[[1]]},"options":{"featureGroups":{"g":null}}}""", "options.featureGroups.g", "options.featureGroups.g: holds null"),
            ("""{"method":"sensx","model":"toy","data":{"rows":[[1]]},"options":{"features":[null],"featureNames":["a",null]}}""", "options.features", "options.featureNames: holds null"),
        })
        {
            Answer answer = await server.PostAsync("/api/runs", sent);
            Assert.True((int)answer.Status == 400, $"{sent}: {System.Text.Encoding.UTF8.GetString(answer.Body)}");
            Assert.Contains(says, (string?)answer.Json["detail"], StringComparison.Ordinal);
            Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(static e => e.Key));
        }

        Assert.Equal("[]", (await server.GetAsync("/api/runs")).Json.ToJsonString());
    }

    [Theory]
    [InlineData("2:9:2147483647", "2")]
    [InlineData("0:2147483647:2147483646", "0,2147483646")]
    [InlineData("1:8:3", "1,4,7")]
    [InlineData("1:7:3", "1,4")]
    public void Positions_InStepsOfAnySize_AreThoseBeforeTheEnd(string text, string expected)
    {
        var submission = new RunSubmission { Method = "insert", Model = "toy", Options = new RunSubmissionOptions { Word = "AC", Positions = text } };
        Assert.True(RunSubmissionParser.TryParse(submission, out var request, out _));
        Assert.Equal(expected, string.Join(',', request!.Insertion!.Positions));
    }
}
