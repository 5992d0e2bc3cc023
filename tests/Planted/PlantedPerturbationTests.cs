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

/// <summary>Destroying the planted sites takes away what they were planted to do.</summary>
public sealed class PlantedPerturbationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cnn")]
    [InlineData("attention")]
    public async Task Destroyed_PlantedSites_LoseTheirWeights(string name) => Assert.Empty(await WrongAsync(PlantedWorld.Path(name, "model.onnx")));

    [Fact]
    public async Task Destroyed_PlantedSites_OfARandomModel_DoNot()
    {
        OnnxModel trained = OnnxModel.Load(PlantedWorld.Cnn);
        byte[] random = RandomizedWeights.Of(trained, [.. Enumerable.Range(0, RandomizedWeights.Layers(trained).Count)], WeightDraw.Permutation, seed: 1).ToBytes();
        File.WriteAllBytes(_folder.Path("model.onnx"), random);
        Assert.InRange((await WrongAsync(_folder.Path("model.onnx"))).Count, 3, 7);
    }

    /// <summary>Names whose mean effect is not minus the planted weight (0 for half a pair), within 0.2.</summary>
    private async Task<List<string>> WrongAsync(string path)
    {
        // A site of the pair that does not act is a site of its own kind.
        FeatureSite[] sites = [.. PlantedWorld.Sites.Select(static s => new FeatureSite(s.Id, s.Start, s.End, s.PairActive ? s.Motif + " active" : s.Motif))];
        var request = new RunRequest { Method = RunMethod.Perturb, Perturbation = new PerturbationOptions { Edit = SiteEdit.Destroy, Shuffles = 2, Sites = sites }, Pictures = 0 };
        string folder = _folder.Path("out");
        using (OnnxSequenceModel model = PlantedWorld.Open(path))
            await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), PlantedWorld.Sequences(), "planted"), folder, 1).RunAsync(null, CancellationToken.None);
        Dictionary<string, double> means = File.ReadLines(Path.Combine(folder, "motifs.tsv")).Skip(1).Select(static line => line.Split('\t')).ToDictionary(static r => r[0], static r => double.Parse(r[3], CultureInfo.InvariantCulture));
        var wrong = new List<string>();
        foreach (PlantedMotif motif in PlantedWorld.Motifs)
        {
            if (!(Math.Abs(means[motif.Name] + (motif.OfPair ? 0 : motif.Weight)) < 0.2)) wrong.Add(motif.Name);
            if (motif.OfPair && !(Math.Abs(means[motif.Name + " active"] + motif.Weight) < 0.2)) wrong.Add(motif.Name + " active");
        }

        return wrong;
    }
}
