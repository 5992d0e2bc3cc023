using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Planted;

/// <summary>Motif discovery from ISM maps of the planted world.</summary>
public sealed class PlantedDiscoveryTests
{
    private const int Sequences = 120;
    private static readonly Lazy<MotifDiscovery> OfCnn = new(static () => Discover(ModelLoader.Load(PlantedWorld.Cnn)));

    [Theory]
    [InlineData("cnn")]
    [InlineData("attention")]
    public void Discovery_RecoversAllFiveMotifsWithConsensusPlaceAndStrand(string name)
    {
        MotifDiscovery discovery = name == "cnn" ? OfCnn.Value : Discover(ModelLoader.Load(PlantedWorld.Attention));
        foreach (PlantedMotif planted in PlantedWorld.Motifs)
        {
            (DiscoveredMotif found, bool turned) = Recovered(discovery, planted) ?? throw new Xunit.Sdk.XunitException($"{name}: {planted.Name} was not recovered from {discovery.Motifs.Count} motifs: {string.Join(", ", discovery.Motifs.Select(static m => m.Motif.Consensus))}");
            Assert.Equal(planted.Weight > 0, found.IsPositive);
            Assert.InRange(found.Motif.Width, planted.Consensus.Length - 6, planted.Consensus.Length + 4);
            AssertPlaces(planted, found, turned);
        }
    }

    [Fact]
    public void Discovery_OfAModelWithRandomWeights_DoesNotRecoverThem()
    {
        LoadedModel trained = ModelLoader.Load(PlantedWorld.Cnn);
        int layers = RandomizedWeights.Layers(trained.Onnx).Count;
        MotifDiscovery discovery = Discover(trained.With(RandomizedWeights.Of(trained.Onnx, [.. Enumerable.Range(0, layers)], WeightDraw.Permutation, 1)));
        Assert.DoesNotContain(PlantedWorld.Motifs, planted => Recovered(discovery, planted) is not null);
    }

    [SharedFact("data/jaspar_subset_MA.meme")]
    public void Tomtom_NamesEveryRecoveredMotif()
    {
        MotifDiscovery discovery = OfCnn.Value;
        var tomtom = new Tomtom(MotifReader.ReadFile(SharedFactAttribute.Path("data/jaspar_subset_MA.meme")), Alphabet.Dna);
        foreach (PlantedMotif planted in PlantedWorld.Motifs)
        {
            TomtomMatch match = tomtom.Compare(Recovered(discovery, planted)!.Value.Motif.Motif).Single(m => tomtom.Targets[m.Target].Name == planted.Name);
            Assert.InRange(match.QValue, 0, 1e-4);
        }
    }

    private static MotifDiscovery Discover(LoadedModel loaded)
    {
        using OnnxSequenceModel model = loaded.Open([], new ModelOptions { Threads = 2 });
        return MotifDiscovery.Find(PlantedMaps.Ism(model, [.. PlantedWorld.Sequences().Take(Sequences)]), Alphabet.Dna, new DiscoveryOptions());
    }

    /// <summary>The motif of the right sign whose consensus agrees with the planted one at three quarters of nine overlapping positions or more, and whether on the other strand.</summary>
    private static (DiscoveredMotif Motif, bool Turned)? Recovered(MotifDiscovery discovery, PlantedMotif planted)
    {
        foreach (DiscoveredMotif found in discovery.Motifs.Where(m => m.IsPositive == planted.Weight > 0))
            foreach (bool turned in new[] { false, true })
                if (Agrees(turned ? found.Motif.ReverseComplement().Consensus : found.Motif.Consensus, planted.Consensus)) return (found, turned);
        return null;
    }

    private static bool Agrees(string found, string planted)
    {
        for (int offset = -found.Length; offset < planted.Length; offset++)
        {
            int overlap = 0, same = 0;
            for (int i = Math.Max(0, offset); i < Math.Min(planted.Length, offset + found.Length); i++)
            {
                overlap++;
                if (found[i - offset] == planted[i]) same++;
            }

            if (overlap >= 9 && same >= 0.75 * overlap) return true;
        }

        return false;
    }

    /// <summary>Of the sites that act, most are found within three letters and on the right strand; hardly any elsewhere.</summary>
    private static void AssertPlaces(PlantedMotif planted, DiscoveredMotif found, bool turned)
    {
        var ids = PlantedWorld.Sequences().Take(Sequences).Select(static s => s.Id).ToList();
        PlantedSite[] sites = [.. PlantedWorld.Sites.Where(s => s.Motif == planted.Name && ids.Contains(s.Id) && (s.PairActive || !planted.OfPair))];
        int met = sites.Count(site => found.Sites.Any(s => Lies(s, site)));
        int right = found.Sites.Count(s => PlantedWorld.Sites.Any(site => site.Motif == planted.Name && Lies(s, site)));
        Assert.InRange((double)met / sites.Length, 0.7, 1);
        Assert.InRange((double)right / found.Sites.Count, 0.85, 1);

        bool Lies(MotifSite s, PlantedSite site) => ids[s.Seqlet.Sequence] == site.Id && s.IsReverse == (turned != (site.Strand == '-'))
            && Math.Abs(s.Start + s.End - site.Start - site.End) <= 6;
    }
}
