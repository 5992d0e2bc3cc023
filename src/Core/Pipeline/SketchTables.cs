using System.Numerics.Tensors;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Tables of what a sketch holds.</summary>
internal static class SketchTables
{
    /// <summary>A line per support, strongest first: positions, order, root mean square, and the letters of its extremes.</summary>
    public static void WriteSupports(Stream stream, Sketch sketch)
    {
        Alphabet alphabet = sketch.Function.Domain.Alphabet;
        using var table = new TsvWriter(stream, leaveOpen: true, "positions", "order", "root_mean_square", "largest_letters", "largest", "smallest_letters", "smallest");
        foreach (AnovaTable support in sketch.Function.Tables.OrderByDescending(t => Strength(t, sketch.Function.Domain)))
        {
            int largest = TensorPrimitives.IndexOfMax(support.Values), smallest = TensorPrimitives.IndexOfMin(support.Values);
            table.Text(string.Join(',', support.Positions)).Number(support.Order).Number(Strength(support, sketch.Function.Domain))
                .Text(Letters(largest, support.Order, alphabet)).Number(support.Values[largest])
                .Text(Letters(smallest, support.Order, alphabet)).Number(support.Values[smallest]).EndRow();
        }
    }

    /// <summary>A line per Fourier coefficient, by frequency: digits of k separated by blanks, order, real and imaginary part with all their digits.</summary>
    public static void WriteCoefficients(Stream stream, SparseFourierFunction function)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "frequency", "order", "real", "imaginary");
        foreach (FourierCoefficient coefficient in function.Coefficients)
        {
            table.Text(coefficient.Frequency.ToString()).Number(coefficient.Frequency.Order)
                .Number(coefficient.Value.Real).Number(coefficient.Value.Imaginary).EndRow();
        }
    }

    private static double Strength(AnovaTable table, SketchDomain domain) => Math.Sqrt(TensorPrimitives.SumOfSquares(table.Values) / domain.CombinationsOf(table.Positions));

    private static string Letters(int index, int order, Alphabet alphabet)
    {
        var letters = new string[order];
        for (int i = order - 1; i >= 0; i--)
        {
            letters[i] = alphabet[(byte)(index % alphabet.Count)].ToString();
            index /= alphabet.Count;
        }

        return string.Join(',', letters);
    }
}
