using System.Text.Json;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Demo;

/// <summary>A word that was planted into the demo's sequences.</summary>
/// <param name="Key">How the truth calls it: A or B.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Word">Its letters.</param>
internal sealed record PlantedMotif(string Key, string Name, string Word);

/// <summary>A word at its place in one sequence.</summary>
internal sealed record PlantedWord(PlantedMotif Motif, int Start)
{
    public int End => Start + Motif.Word.Length;

    public bool Holds(int position) => position >= Start && position < End;
}

/// <summary>What was planted into one sequence.</summary>
internal sealed record PlantedSequence(string Id, string Group, IReadOnlyList<PlantedWord> Words)
{
    public bool IsPlanted(int position) => Words.Any(word => word.Holds(position));

    public int PlantedLetters => Words.Sum(static word => word.Motif.Word.Length);
}

/// <summary>A place where both words together earn the bonus.</summary>
/// <param name="First">Start of the first word.</param>
/// <param name="Second">Start of the second word.</param>
/// <param name="Weight">Share of the full bonus.</param>
internal sealed record BonusPlace(int First, int Second, double Weight);

/// <summary>The rule that the demo's model was trained on: what an explanation of it should find. From <c>truth.json</c>.</summary>
internal sealed record DemoTruth
{
    public required IReadOnlyList<PlantedMotif> Motifs { get; init; }

    /// <summary>The words that act together, first the one that stands first.</summary>
    public required PlantedMotif First { get; init; }

    public required PlantedMotif Second { get; init; }

    /// <summary>The places of the bonus, the best first.</summary>
    public required IReadOnlyList<BonusPlace> Places { get; init; }

    /// <summary>Groups of sequences with what they hold, in the order of the file.</summary>
    public required IReadOnlyList<(string Name, string About)> Groups { get; init; }

    /// <summary>What was planted, by the sequence's id.</summary>
    public required IReadOnlyDictionary<string, PlantedSequence> Sequences { get; init; }

    public static DemoTruth Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement, interaction = root.GetProperty("interaction");
        PlantedMotif[] motifs = [.. root.GetProperty("motifs").EnumerateArray().Select(static m =>
            new PlantedMotif(Text(m, "motif"), Text(m, "name").Replace("-", "−", StringComparison.Ordinal), Text(m, "word")))];
        PlantedMotif Motif(string key) => motifs.First(m => m.Key == key);
        string[] pair = [.. interaction.GetProperty("motifs").EnumerateArray().Select(static m => m.GetString()!)];
        var places = interaction.GetProperty("placesOfB").EnumerateArray().SelectMany(place => interaction.GetProperty("distances").EnumerateArray().Select(distance =>
            new BonusPlace(
                place.GetProperty("start").GetInt32() - distance.GetProperty("startToStart").GetInt32(),
                place.GetProperty("start").GetInt32(),
                place.GetProperty("weight").GetDouble() * distance.GetProperty("weight").GetDouble())));
        return new DemoTruth
        {
            Motifs = motifs,
            First = Motif(pair[0]),
            Second = Motif(pair[1]),
            Places = [.. places.OrderByDescending(static place => place.Weight)],
            Groups = [.. root.GetProperty("groups").EnumerateObject().Select(static g => (g.Name, g.Value.GetString()!))],
            Sequences = root.GetProperty("sequences").EnumerateArray().Select(s => new PlantedSequence(
                Text(s, "id"),
                Text(s, "group"),
                [.. s.GetProperty("planted").EnumerateArray().Select(p => new PlantedWord(Motif(Text(p, "motif")), p.GetProperty("start").GetInt32()))])).ToDictionary(static s => s.Id, StringComparer.Ordinal),
        };
    }

    /// <summary>What was planted into a sequence.</summary>
    /// <exception cref="InputException">The truth does not know the sequence.</exception>
    public PlantedSequence Of(string id) => Sequences.TryGetValue(id, out PlantedSequence? sequence)
        ? sequence
        : throw new InputException($"truth.json: does not say what was planted into \"{id}\".", "bad-truth");

    /// <summary>The place where a pair of positions is one letter of each word; null when there is none.</summary>
    public BonusPlace? PlaceOf(int first, int second) => Places.FirstOrDefault(place =>
        first >= place.First && first < place.First + First.Word.Length && second >= place.Second && second < place.Second + Second.Word.Length);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
