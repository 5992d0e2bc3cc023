using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>The global view of a run of maps: for each position, letter and target the mean and the mean size over all sequences, left-aligned.</summary>
internal sealed class GlobalEffects(int targets, int letterCount, int length)
{
    private readonly double[] _sums = new double[checked(targets * letterCount * length)];
    private readonly double[] _sizes = new double[checked(targets * letterCount * length)];
    private readonly long[] _counts = new long[checked(targets * letterCount * length)];

    public void Add(NamedSequence sequence, int target, ReadOnlySpan<float> map)
    {
        for (int letter = 0; letter < letterCount; letter++)
        {
            int at = (target * letterCount + letter) * length;
            foreach (float value in map.Slice(letter * sequence.Length, sequence.Length))
            {
                if (float.IsFinite(value))
                {
                    _sums[at] += value;
                    _sizes[at] += Math.Abs(value);
                    _counts[at]++;
                }

                at++;
            }
        }
    }

    /// <summary>Writes a line for each target, position and letter that has numbers.</summary>
    public void Write(Stream stream, IReadOnlyList<string> names, Alphabet alphabet)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "target", "position", "letter", "sequences", "mean", "mean_absolute");
        for (int target = 0; target < targets; target++)
        {
            for (int position = 0; position < length; position++)
            {
                for (int letter = 0; letter < letterCount; letter++)
                {
                    int at = (target * letterCount + letter) * length + position;
                    if (_counts[at] == 0) continue;
                    table.Text(names[target]).Number(position).Text(alphabet[(byte)letter].ToString()).Number(_counts[at])
                        .Number(_sums[at] / _counts[at]).Number(_sizes[at] / _counts[at]).EndRow();
                }
            }
        }
    }
}
