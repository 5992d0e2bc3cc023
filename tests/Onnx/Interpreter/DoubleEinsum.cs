namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Einsum by a loop over every value of every letter; the ellipsis stands for capital letters from the right.</summary>
internal static class DoubleEinsum
{
    internal static DoubleTensor Run(string equation, DoubleTensor[] operands)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = [.. sides[0].Split(',').Select((t, i) => Letters(t, operands[i].Rank))];
        int widest = terms.Max(static t => t.Count(char.IsAsciiLetterUpper));
        string output = sides.Length > 1 ? Letters(sides[1], sides[1].Count(char.IsAsciiLetter) + widest)
            : Letters("...", widest) + string.Concat(sides[0].Where(char.IsAsciiLetter).GroupBy(static c => c).Where(static g => g.Count() == 1).Select(static g => g.Key).Order());
        char[] all = [.. string.Concat(terms).Distinct()], summed = [.. all.Where(c => !output.Contains(c, StringComparison.Ordinal))];
        int Size(char letter) => operands.SelectMany((o, i) => o.Shape.Where((_, axis) => terms[i][axis] == letter)).Max();
        return DoubleTensor.Make([.. output.Select(Size)], at =>
        {
            int[] given = [.. at];
            double sum = 0;
            DoubleTensor.Make([.. summed.Select(Size)], inner =>
            {
                double product = 1;
                for (int o = 0; o < operands.Length; o++)
                {
                    DoubleTensor operand = operands[o];
                    var place = new int[operand.Rank];
                    for (int axis = 0; axis < place.Length; axis++)
                    {
                        char letter = terms[o][axis];
                        int value = output.Contains(letter, StringComparison.Ordinal) ? given[output.IndexOf(letter, StringComparison.Ordinal)] : inner[Array.IndexOf(summed, letter)];
                        place[axis] = operand.Shape[axis] == 1 ? 0 : value;
                    }

                    product *= operand.At(place);
                }

                sum += product;
                return 0;
            });
            return sum;
        });
    }

    /// <summary>A term with the ellipsis written as …CBA.</summary>
    private static string Letters(string term, int rank)
    {
        int dots = rank - term.Count(char.IsAsciiLetter);
        return term.Replace("...", string.Concat(Enumerable.Range(0, Math.Max(0, dots)).Select(i => (char)('A' + dots - 1 - i))), StringComparison.Ordinal);
    }
}
