using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Planted;

/// <summary>Attention of the planted world's second model: its significant pairs join the two motifs that act together.</summary>
public sealed class PlantedAttentionTests : IDisposable
{
    private const int Sequences = 120;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Attention_SignificantPairs_JoinThePlantedPairWhereItActsAndNotWhereItDoesNot()
    {
        (double acting, double apart) = await JoinedAsync(ModelLoader.Load(PlantedWorld.Attention));
        Assert.InRange(acting, 0.5, 1);
        Assert.InRange(apart, 0, 0.1);
    }

    [Fact]
    public async Task Attention_OfRandomWeights_DoesNotJoinThePlantedPair()
    {
        LoadedModel trained = ModelLoader.Load(PlantedWorld.Attention);
        int layers = RandomizedWeights.Layers(trained.Onnx).Count;
        (double acting, _) = await JoinedAsync(trained.With(RandomizedWeights.Of(trained.Onnx, [.. Enumerable.Range(0, layers)], WeightDraw.Permutation, 1)));
        Assert.InRange(acting, 0, 0.1);
    }

    /// <summary>In which share of the sequences that hold both motifs, where they act and where they do not, a significant pair of tokens joins their centres.</summary>
    private async Task<(double Acting, double Apart)> JoinedAsync(LoadedModel loaded)
    {
        using OnnxSequenceModel model = loaded.Open([], new ModelOptions { Threads = 1 });
        var request = new RunRequest { Method = RunMethod.Attention, Attention = new AttentionOptions(), Pictures = 0 };
        var context = new RunContext(request, model, new FolderArtifactStore(_folder.Path("out")), [.. PlantedWorld.Sequences().Take(Sequences)], "sequences") { Warn = static _ => { } };
        await new LocalRunner(context, _folder.Path("out"), threads: 2).RunAsync(null, CancellationToken.None);
        string[] header = File.ReadLines(_folder.Path("out/attention.tsv")).First().Split('\t');
        int adjusted = Array.IndexOf(header, "p_adjusted"), query = Array.IndexOf(header, "query_start"), key = Array.IndexOf(header, "key_start");
        ILookup<string, (double Query, double Key)> significant = File.ReadLines(_folder.Path("out/attention.tsv")).Skip(1).Select(static line => line.Split('\t'))
            .Where(row => Number(row[adjusted]) <= 0.05).ToLookup(static row => row[0], row => ((Number(row[query]) + Number(row[query + 1])) / 2, (Number(row[key]) + Number(row[key + 1])) / 2));
        string[] pair = [.. PlantedWorld.Motifs.Where(static m => m.OfPair).Select(static m => m.Name)];
        string[] ids = [.. PlantedWorld.Sequences().Take(Sequences).Select(static s => s.Id)];
        List<bool> acting = [], apart = [];
        foreach (IGrouping<string, PlantedSite> own in PlantedWorld.Sites.Where(s => pair.Contains(s.Motif) && ids.Contains(s.Id)).GroupBy(static s => s.Id).Where(static g => g.Count() == 2))
        {
            double[] centres = [.. own.Select(static s => (s.Start + s.End) / 2.0)];
            bool joined = significant[own.Key].Any(p => (Near(p.Query, centres[0]) && Near(p.Key, centres[1])) || (Near(p.Query, centres[1]) && Near(p.Key, centres[0])));
            (own.First().PairActive ? acting : apart).Add(joined);
        }

        return (acting.Average(static j => j ? 1.0 : 0), apart.Average(static j => j ? 1.0 : 0));

        // Tokens are five letters apart and see 23.
        static bool Near(double token, double centre) => Math.Abs(token - centre) <= 10;
        static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
    }
}
