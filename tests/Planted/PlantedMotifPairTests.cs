using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Planted;

/// <summary>Attention in the planted world: the pair that acts together is the pair whose tokens look at each other.</summary>
public sealed class PlantedMotifPairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MotifPairs_HoldThePlantedPairFirst()
    {
        string[] first = (await PairsAsync(PlantedWorld.Open(PlantedWorld.Attention)))[0];
        Assert.Equal((Pair[0], Pair[1]), (first[0], first[1]));
        // Its tokens give each other more than half of their attention, those of shuffles a sixth.
        Assert.InRange(Number(first[4]), 0.5, 1);
        Assert.InRange(Number(first[5]), 0, 0.25);
        Assert.InRange(Number(first[8]), 0, 1e-8);
    }

    [Fact]
    public async Task MotifPairs_OfARandomModel_DoNotHoldThePair()
    {
        OnnxModel trained = OnnxModel.Load(PlantedWorld.Attention);
        byte[] random = RandomizedWeights.Of(trained, [.. Enumerable.Range(0, RandomizedWeights.Layers(trained).Count)], WeightDraw.Permutation, seed: 1).ToBytes();
        File.WriteAllBytes(_folder.Path("model.onnx"), random);
        string[] pair = (await PairsAsync(ModelLoader.Load(_folder.Path("model.onnx")).Open([], new ModelOptions { Threads = 1 }))).Single(r => r[0] == Pair[0] && r[1] == Pair[1]);
        Assert.InRange(Number(pair[4]) - Number(pair[5]), -0.1, 0.1);
        Assert.InRange(Number(pair[8]), 0.01, 1);
    }

    private static string[] Pair => [.. PlantedWorld.Motifs.Where(static m => m.OfPair).Select(static m => m.Name)];

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private async Task<string[][]> PairsAsync(OnnxSequenceModel model)
    {
        using (model)
        {
            var sites = new SiteOptions { Sites = [.. PlantedWorld.Sites.Select(static s => new FeatureSite(s.Id, s.Start, s.End, s.Motif))] };
            var request = new RunRequest { Method = RunMethod.Attention, Attention = new AttentionOptions { Shuffles = 5, Threshold = 0 }, AttentionSites = sites, Pictures = 0 };
            string folder = _folder.Path("out");
            await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), PlantedWorld.Sequences().Take(100), "planted"), folder, 1).RunAsync(null, CancellationToken.None);
            return [.. File.ReadLines(Path.Combine(folder, "motif_pairs.tsv")).Skip(1).Select(static line => line.Split('\t'))];
        }
    }
}
