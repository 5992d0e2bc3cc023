using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;

namespace GenoXai.Tests.Api;

public sealed class SurrogateSubmissionTests
{
    private const string Meme = "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF m\nletter-probability matrix: alength= 4 w= 1 nsites= 50\n0 0 0 1\n";

    [Fact]
    public void TryParse_OfASurrogate_HoldsItsMotifs()
    {
        Assert.True(RunSubmissionParser.TryParse(new RunSubmission { Method = "surrogate", Model = "m", Options = new RunSubmissionOptions { Motifs = Meme, MotifScore = "hits", PairUnits = 3 } }, out RunRequest? request, out _));
        Assert.Equal("m", request!.Surrogate!.Units.Single().Name);
        Assert.Equal(MotifFeature.Hits, request.Surrogate.Feature);
        Assert.Equal(3, request.Surrogate.PairUnits);
    }

    [Theory]
    [InlineData(null, "motifs: send the text of a motif file")]
    [InlineData("MEME version 4\n\nALPHABET= ACGT\n\nMOTIF m\nletter-probability matrix: alength= 4 w= 1 nsites= 50\n0 0 x 1\n", "line 7")]
    public void TryParse_OfWrongMotifs_SaysWhatIsWrong(string? motifs, string expected)
    {
        Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "surrogate", Model = "m", Options = new RunSubmissionOptions { Motifs = motifs } }, out _, out IReadOnlyList<Failure> failures));
        Assert.Contains(failures, f => f.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void TryParse_OfMotifsWithAnotherMethod_IsRefused()
    {
        Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "ism", Model = "m", Options = new RunSubmissionOptions { Motifs = Meme } }, out _, out IReadOnlyList<Failure> failures));
        Assert.Contains(failures, static f => f.Message.Contains("is an option of insert, perturb and surrogate only", StringComparison.Ordinal));
    }
}
