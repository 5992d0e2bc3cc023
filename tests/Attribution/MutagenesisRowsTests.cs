using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Attribution;

public sealed class MutagenesisRowsTests
{
    [Theory]
    [InlineData("ACGTACGT", 1 + 3 * 8)]
    [InlineData("ACGN", 1 + 3 * 4 + 1)]
    [InlineData("A", 1 + 3)]
    public void RowCount_IsOneReferenceAndEverySubstitution(string letters, int expected) =>
        Assert.Equal(expected, MutagenesisRows.RowCount(new NamedSequence("a", Alphabet.Dna.Parse(letters)), 4, new SaturationMutagenesisOptions()));

    [Fact]
    public void RowCount_OnBothStrands_IsTwice() =>
        Assert.Equal(2 * (1 + 3 * 2), MutagenesisRows.RowCount(new NamedSequence("a", Alphabet.Dna.Parse("ACGT")), 4,
            new SaturationMutagenesisOptions { BothStrands = true, Range = new SequenceRange(1, 3) }));

    [Fact]
    public void Fill_OfAnyPartOfAnySequences_EqualsTheObviousList()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = SeededRandom.Stream(seed, "mutagenesis");
            int length = 2 + random.NextInt(9);
            var options = new SaturationMutagenesisOptions
            {
                BothStrands = random.NextInt(2) == 0,
                Range = random.NextInt(2) == 0 ? null : new SequenceRange(random.NextInt(length - 1), length),
            };
            var sequences = new List<NamedSequence>();
            for (int i = 0; i <= random.NextInt(4); i++)
            {
                var letters = new byte[length];
                for (int j = 0; j < length; j++) letters[j] = random.NextInt(6) == 0 ? Alphabet.Missing : (byte)random.NextInt(4);
                sequences.Add(new NamedSequence($"s{i}", letters));
            }

            List<byte[]> expected = [.. sequences.SelectMany(s => Obvious(s.Letters, options))];
            var rows = new MutagenesisRows(sequences, Alphabet.Dna, options);
            Assert.Equal(expected.Count, rows.Count);
            Assert.Equal(expected.Count, rows.RunEnd(0));
            int first = random.NextInt(rows.Count), count = 1 + random.NextInt(rows.Count - first);
            var filled = new byte[count * length];
            rows.Fill(first, count, filled);
            for (int i = 0; i < count; i++)
                Assert.True(expected[first + i].AsSpan().SequenceEqual(filled.AsSpan(i * length, length)), $"seed {seed}, row {first + i}");
            var part = new MutagenesisRows(sequences, Alphabet.Dna, options, first, count);
            part.Fill(0, count, filled);
            Assert.Equal(expected[first], filled[..length]);
        }
    }

    [Fact]
    public void RunEnd_WhereTheLengthChanges_StopsThere()
    {
        NamedSequence[] sequences = [Sequence("a", "ACG"), Sequence("b", "CCC"), Sequence("c", "ACGT")];
        var rows = new MutagenesisRows(sequences, Alphabet.Dna, new SaturationMutagenesisOptions());
        Assert.Equal(20, rows.RunEnd(0));
        Assert.Equal(20, rows.RunEnd(13));
        Assert.Equal(33, rows.RunEnd(20));
        Assert.Equal([3, 4], new[] { rows.LengthOf(19), rows.LengthOf(20) });
    }

    [Fact]
    public void Positions_OfARangeBeyondTheSequence_IsRefused() =>
        Assert.Contains("only 3 positions", Assert.Throws<InputException>(() =>
            MutagenesisRows.Positions(Sequence("a", "ACG"), new SaturationMutagenesisOptions { Range = new SequenceRange(0, 4) })).Message, StringComparison.Ordinal);

    private static NamedSequence Sequence(string id, string letters) => new(id, Alphabet.Dna.Parse(letters));

    private static IEnumerable<byte[]> Obvious(byte[] reference, SaturationMutagenesisOptions options)
    {
        var forward = new List<byte[]> { reference };
        for (int l = options.Range?.Start ?? 0; l < (options.Range?.End ?? reference.Length); l++)
        {
            for (byte b = 0; b < 4; b++)
            {
                if (b == reference[l]) continue;
                byte[] mutant = [.. reference];
                mutant[l] = b;
                forward.Add(mutant);
            }
        }

        if (!options.BothStrands) return forward;
        return forward.Concat(forward.Select(static row => row.Reverse().Select(static b => b == Alphabet.Missing ? b : (byte)(3 - b)).ToArray()));
    }
}
