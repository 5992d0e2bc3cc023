using GenoXai.Core.Results;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Planted;

/// <summary>Taylor ISM of the planted world's convolutions passes the test with random weights, and its positions matter; those of random weights do not.</summary>
public sealed class PlantedTrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RandomWeights_LeaveNothingOfAnExplanation_AndTheirsIsNoBetterThanChance()
    {
        _folder.Write("s.fa", string.Concat(File.ReadLines(PlantedWorld.Fasta).Take(120).Select(static line => line + "\n")));
        ProcessResult sanity = Run("sanity", "--method", "taylor", "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("sanity"));
        Assert.True(sanity.ExitCode == 0, sanity.Error);
        Assert.Contains("taylor passes", sanity.Output, StringComparison.Ordinal);
        RunRecord record = Record("sanity");
        int steps = record.GetDoubles("median_size_spearman").Count;
        Assert.InRange(Math.Abs(record.GetDoubles("median_size_spearman")[^1]), 0, 0.15);

        ProcessResult ablation = Run("ablate", "--from", _folder.Path("sanity/original"), "--from", _folder.Path($"sanity/random-{steps:D2}"), "--out", _folder.Path("ablate"));
        Assert.True(ablation.ExitCode == 0, ablation.Error);
        IReadOnlyList<double> gains = Record("ablate").GetDoubles("difference"), errors = Record("ablate").GetDoubles("difference_standard_error");
        Assert.True(gains[0] > 2 * errors[0], $"{gains[0]} ± {errors[0]}");
        Assert.True(gains[1] <= 2 * errors[1], $"{gains[1]} ± {errors[1]}");
    }

    private static ProcessResult Run(string command, params string[] options) => GenoXaiProcess.Run([command, "--model", PlantedWorld.Cnn, .. options]);

    private RunRecord Record(string folder)
    {
        using FileStream stream = File.OpenRead(_folder.Path(folder + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}
