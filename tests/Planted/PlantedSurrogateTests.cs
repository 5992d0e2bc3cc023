using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Planted;

/// <summary>The transparent surrogate of the planted world's model ranks the planted motifs first; that of random weights does not.</summary>
public sealed class PlantedSurrogateTests : IDisposable
{
    private const int Count = 900, Decoys = 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Surrogate_OfTheConvolutionModel_RanksThePlantedMotifsFirst_AndFindsThePair()
    {
        (string[] units, RunRecord record) = await FitAsync(ModelLoader.Load(PlantedWorld.Cnn), "model");
        Assert.Equal(PlantedWorld.Motifs.Select(static m => m.Name).Order(), units[..5].Order());
        Assert.True(record.GetDouble("r2") > 0.7, $"R² {record.GetDouble("r2")}");
        string[][] rows = Rows("model");
        double Weight(string unit) => double.Parse(rows.First(r => r[0] == unit)[3], System.Globalization.CultureInfo.InvariantCulture);
        foreach (PlantedMotif motif in PlantedWorld.Motifs.Where(static m => !m.OfPair)) Assert.Equal(Math.Sign(motif.Weight), Math.Sign(Weight(motif.Name)));
        string[] heaviest = rows.First(static r => r[2] == "pair");
        Assert.All(PlantedWorld.Motifs.Where(static m => m.OfPair), m => Assert.Contains(m.Name, heaviest[0], StringComparison.Ordinal));
        Assert.True(double.Parse(heaviest[3], System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task Surrogate_OfTheSameModelWithRandomWeights_DoesNot()
    {
        LoadedModel loaded = ModelLoader.Load(PlantedWorld.Cnn);
        OnnxModel random = RandomizedWeights.Of(loaded.Onnx, [.. Enumerable.Range(0, RandomizedWeights.Layers(loaded.Onnx).Count)], WeightDraw.Gaussian, 1);
        (string[] units, RunRecord record) = await FitAsync(loaded.With(random), "random");
        Assert.NotEqual(PlantedWorld.Motifs.Select(static m => m.Name).Order(), units.Take(5).Order());
        Assert.False(record.GetDouble("r2") > 0.3, $"R² {record.GetDouble("r2")}");
    }

    private async Task<(string[] Units, RunRecord Record)> FitAsync(LoadedModel loaded, string name)
    {
        using OnnxSequenceModel model = loaded.Open([], new ModelOptions { Threads = 2 });
        var request = new RunRequest { Method = RunMethod.Surrogate, Surrogate = new SurrogateOptions { Units = [.. Motifs().Select(SurrogateUnit.Of)] } };
        string folder = _folder.Path(name);
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), Sequences(), "sequences"), folder, threads: 2).RunAsync(null, CancellationToken.None);
        using FileStream stream = File.OpenRead(Path.Combine(folder, RunKeys.Record));
        return ([.. Rows(name).Where(static r => r[2] == "unit" && r[3] != "0").Select(static r => r[0])], RunRecordFile.Read(stream, RunKeys.Record));
    }

    private string[][] Rows(string name) => [.. File.ReadLines(_folder.Path(name + "/surrogate.tsv")).Skip(1).Select(static line => line.Split('\t'))];

    /// <summary>The planted motifs' consensus words as matrices, and decoys.</summary>
    private static IEnumerable<Motif> Motifs()
    {
        foreach (PlantedMotif motif in PlantedWorld.Motifs) yield return Matrix(motif.Name, motif.Consensus);
        for (int i = 0; i < Decoys; i++) yield return Matrix($"decoy{i}", Decoy(i));

        static Motif Matrix(string name, string word) => new(name, [.. word.SelectMany(letter => "ACGT".Select(other => other == letter ? 0.85 : 0.05))], 20);
    }

    /// <summary>The letters of a motif's word in another order.</summary>
    private static string Decoy(int number)
    {
        char[] word = PlantedWorld.Motifs[number % 5].Consensus.ToCharArray();
        SeededRandom random = SeededRandom.Stream(1, "decoy", number);
        random.Shuffle(word.AsSpan());
        return new string(word);
    }

    /// <summary>
    /// Random letters with words of either strand: in each of five stretches a motif's, its decoy's or none. Decoys lie there as
    /// often as motifs, so that only a model that knows motifs tells them apart.
    /// </summary>
    private static NamedSequence[] Sequences()
    {
        var sequences = new NamedSequence[Count];
        for (int n = 0; n < Count; n++)
        {
            SeededRandom random = SeededRandom.Stream(1, "planted-surrogate", n);
            var letters = new byte[PlantedWorld.Length];
            for (int l = 0; l < letters.Length; l++) letters[l] = (byte)random.NextInt(4);
            // One stretch for each, so that none lies on another; the pair lies within its distance.
            for (int m = 0; m < 5; m++)
            {
                int kind = random.NextInt(5);
                if (kind == 4) continue;
                byte[] word = Alphabet.Dna.Parse(kind < 2 ? PlantedWorld.Motifs[m].Consensus : Decoy(m));
                if (random.NextInt(2) == 0)
                {
                    Array.Reverse(word);
                    word = Array.ConvertAll(word, static letter => (byte)(3 - letter));
                }

                word.CopyTo(letters, m * 22 + random.NextInt(22 - word.Length));
            }

            sequences[n] = new NamedSequence($"s{n}", letters);
        }

        return sequences;
    }
}
