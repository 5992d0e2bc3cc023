using GenoXai.Core.Onnx;

namespace GenoXai.Tests.Onnx;

public sealed class SequenceInputGuessTests
{
    public static TheoryData<object[], string, int?> Clear { get; } = new()
    {
        { ["N", 18L, 4L], "NLC", 18 },
        { ["N", 4L, 600L], "NCL", 600 },
        { [1L, 4L, 600L], "NCL", 600 },
        { ["N", "length", 4L], "NLC", null },
        { ["N", 4L, "?"], "NCL", null },
        { ["N", 1L, 50L, 4L], "N1LC", 50 },
        { ["N", 4L, 1L, 1000L], "NC1L", 1000 },
        { ["N", 1L, 4L, 230L], "N1CL", 230 },
        { ["N", 60L, 4L, 1L], "NLC1", 60 },
        { [4L, 60L, 4L], "NLC", 60 },
        { ["?", 1L, "?", 4L], "N1LC", null },
    };

    [Theory]
    [MemberData(nameof(Clear))]
    public void Guess_OfAClearShape_GivesAxesAndLength(object[] shape, string axes, int? length)
    {
        SequenceInputGuess guess = Guess(shape);
        Assert.True(guess.IsCertain, string.Join(" ", guess.Problems));
        Assert.Equal(("x", axes, length), (guess.InputName, guess.Axes?.Text, guess.Length));
    }

    public static TheoryData<object[], string> Unclear { get; } = new()
    {
        { ["N", 4L, 4L], "ambiguous: NCL or NLC" },
        { ["N", 72L], "flattened one-hot of 18 positions, say axes N(LC)" },
        { ["N", 71L], "it has rank 2" },
        { [600L, 4L], "axes LC" },
        { ["N", 5L, 600L], "no axis has size 4" },
        { ["N", "?", "?"], "no axis is declared to have size 4" },
        { ["N", 4L, 3L, 60L], "the others are not one axis of positions" },
        { ["N", 4L, 1L], "the others are not one axis of positions" },
        { ["N"], "it has rank 1" },
    };

    [Theory]
    [MemberData(nameof(Unclear))]
    public void Guess_OfAnUnclearShape_SaysWhy(object[] shape, string reason)
    {
        SequenceInputGuess guess = Guess(shape);
        Assert.False(guess.IsCertain);
        Assert.Null(guess.Axes);
        Assert.Contains(reason, Assert.Single(guess.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Guess_OfTokens_SaysSo()
    {
        SequenceInputGuess guess = SequenceInputGuess.From(
            new TestGraph().Input("ids", ElementType.Int64, "N", 64L).Output("y").Build().Facts);
        Assert.Null(guess.InputName);
        Assert.Contains("int64 elements look like token numbers", Assert.Single(guess.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Guess_OfTwoCandidates_NamesBothAndTheRest()
    {
        SequenceInputGuess guess = SequenceInputGuess.From(new TestGraph().Input("left", "N", 10L, 4L).Input("right", "N", 4L, 12L)
            .Input("tissue", "N", 7L).Output("y").Build().Facts);
        Assert.Equal(2, guess.Problems.Count);
        Assert.Contains("\"left\" (N, 10, 4) float32 and \"right\" (N, 4, 12) float32", guess.Problems[0], StringComparison.Ordinal);
        Assert.Contains("\"tissue\"", guess.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Guess_WithAnotherInput_KnowsTheSequenceAndAsksForTheConstant()
    {
        SequenceInputGuess guess = SequenceInputGuess.From(
            new TestGraph().Input("tissue", "N", 7L).Input("x", "N", 4L, 4L).Output("y").Build().Facts);
        Assert.Equal("x", guess.InputName);
        Assert.Equal(2, guess.Problems.Count);
        Assert.Contains("ambiguous", guess.Problems[0], StringComparison.Ordinal);
        Assert.Contains("Input \"tissue\" (N, 7) float32 is not the sequence: give it constant values", guess.Problems[1], StringComparison.Ordinal);
        Assert.Equal("tissue", Assert.Single(guess.OtherInputs).Name);
    }

    [Fact]
    public void Guess_WithTwentyLetters_LooksForTwenty()
    {
        SequenceInputGuess guess = SequenceInputGuess.From(new TestGraph().Input("x", "N", 100L, 20L).Output("y").Build().Facts, 20);
        Assert.Equal("NLC", guess.Axes?.Text);
    }

    [SharedTheory("models", "models/architectures")]
    [InlineData("models/mmsplice_donor_18nt.onnx", "NLC", 18)]
    [InlineData("models/framepool_combined_residual.onnx", "NLC", null)]
    [InlineData("models/architectures/Basset_batch1.onnx", "NCL", 600)]
    [InlineData("models/architectures/BPNet_ChromBPNet.onnx", "NCL", 2114)]
    [InlineData("models/toys/indel_toy_40.onnx", "NLC", 40)]
    public void Guess_OfSharedModels_IsTheirLayout(string path, string axes, int? length)
    {
        var guess = SequenceInputGuess.From(OnnxModel.Load(SharedFactAttribute.Path(path)).Facts);
        Assert.True(guess.IsCertain);
        Assert.Equal((axes, length), (guess.Axes?.Text, guess.Length));
    }

    private static SequenceInputGuess Guess(object[] shape) =>
        SequenceInputGuess.From(new TestGraph().Input("x", shape).Output("y", 1L).Build().Facts);
}
