namespace GenoXai.Core.Sketching;

/// <summary>
/// Rows that tell rare terms of a fit apart: single mutants of rows that hold them. A term ("these letters at these
/// positions") that two to six rows hold shares them with many others; which it is, mutating the positions at which
/// its rows agree, one at a time, says at once: where the prediction falls back, the position belongs to it.
/// </summary>
/// <remarks>
/// Not of the paper. Uniform rows tell terms of order k apart from some ten times q^k rows on; a term costs about ten mutants
/// instead. The same fits ask for the same rows.
/// </remarks>
internal sealed class TermProbes
{
    /// <summary>Terms that more rows hold leave no doubt.</summary>
    public const int FewRows = 6;

    private const double Outstanding = 6, LeastWeight = 0.006, Solved = 1e-6, Rough = 1e-2, MostColumns = 0.75, SameWeight = 0.1, Most = 0.5;
    private readonly HybridProblem _problem;
    private readonly HybridSolver _solver;
    private readonly Dictionary<int, SortedDictionary<int, float>> _answers = [];
    private readonly HashSet<(Support Support, int Cell)> _confirmed = [];
    private readonly HashSet<AndTerm> _doubtful = [];
    private double _outstanding;

    /// <summary>Of some rows.</summary>
    /// <param name="problem">The fitted rows.</param>
    public TermProbes(HybridProblem problem) => (_problem, _solver) = (problem, new HybridSolver(problem));

    /// <summary>Terms that mutants have shown.</summary>
    public IReadOnlySet<(Support Support, int Cell)> Confirmed => _confirmed;

    /// <summary>Which mutants to ask for: of which row, and at which position.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="most">Most rows to ask for.</param>
    public IReadOnlyList<(int Row, int Position)> Ask(HybridFit fit, int most)
    {
        _doubtful.Clear();
        var asked = new List<(int Row, int Position)>();
        // What a rough fit leaves unexplained is no lack of terms, and more columns than rows explain anything.
        if (most == 0 || !(fit.TrainingError < Rough) || fit.Coefficients.Length > MostColumns * _problem.Training.Count) return asked;
        double[] residuals = _solver.Residuals(fit);
        _outstanding = Math.Max(LeastWeight, Outstanding * PhiErrorBand.MostDeviation(residuals));
        List<(AndTerm Term, int[] Rows, double Weight)> terms = Doubtful(fit);
        var held = new int[residuals.Length];
        foreach ((_, int[] rows, _) in terms)
            foreach (int row in rows) held[row]++;
        var chosen = new HashSet<int>();
        foreach ((AndTerm term, int[] rows, double weight) in terms)
        {
            _doubtful.Add(term);
            if (weight > _outstanding && !rows.Any(chosen.Contains)) Choose(rows, _problem.Training.Shared(rows));
        }

        // Rows that no term explains; of those with the same residual, which hold the same term, one.
        double last = 0;
        foreach (int row in Enumerable.Range(0, residuals.Length).Where(n => held[n] == 0 && Math.Abs(residuals[n]) > _outstanding).OrderBy(n => -Math.Abs(residuals[n])).ThenBy(static n => n))
        {
            if (Math.Abs(residuals[row] - last) < SameWeight * Math.Abs(last)) continue;
            last = residuals[row];
            Choose([row], []);
        }

        return asked;

        // A row that was asked about before has told nothing where its term's rows agree: the others are asked too.
        void Choose(int[] rows, int[] shared)
        {
            int length = _problem.Domain.Length;
            int[] open = [.. rows.Where(row => !_answers.TryGetValue(row, out SortedDictionary<int, float>? known) || known.Count < length)];
            if (open.Length == 0) return;
            int row = open.OrderBy(row => _answers.ContainsKey(row) ? 0 : 1).ThenBy(row => held[row]).ThenBy(static row => row).First();
            IEnumerable<int> positions = !_answers.TryGetValue(row, out SortedDictionary<int, float>? there)
                ? shared.Length > 0 ? shared : Enumerable.Range(0, length)
                : Enumerable.Range(0, length).Where(position => !there.ContainsKey(position));
            (int, int)[] more = [.. positions.Select(position => (row, position))];
            if (asked.Count + more.Length > most) return;
            chosen.Add(row);
            asked.AddRange(more);
        }
    }

    /// <summary>Letters of mutants, shape (mutants, L).</summary>
    /// <param name="mutants">Which.</param>
    public byte[] LettersOf(IReadOnlyList<(int Row, int Position)> mutants)
    {
        SketchDomain domain = _problem.Domain;
        var letters = new byte[mutants.Count * domain.Length];
        for (int n = 0; n < mutants.Count; n++)
        {
            (int row, int position) = mutants[n];
            Span<byte> mutant = letters.AsSpan(n * domain.Length, domain.Length);
            for (int i = 0; i < mutant.Length; i++) mutant[i] = _problem.Training.Column(i)[row];
            mutant[position] = (byte)((mutant[position] + 1) % domain.LettersAt(position));
        }

        return letters;
    }

    /// <summary>Takes what the model said of mutants.</summary>
    /// <param name="mutants">Which.</param>
    /// <param name="values">Its values, shape (mutants).</param>
    public void Answer(IReadOnlyList<(int Row, int Position)> mutants, float[] values)
    {
        for (int n = 0; n < mutants.Count; n++)
        {
            if (!_answers.TryGetValue(mutants[n].Row, out SortedDictionary<int, float>? row)) _answers.Add(mutants[n].Row, row = []);
            row[mutants[n].Position] = values[n];
        }
    }

    /// <summary>All mutants with the model's values, shape (mutants).</summary>
    public SampleColumns Answered()
    {
        (int Row, int Position)[] mutants = [.. _answers.SelectMany(static row => row.Value.Keys.Select(position => (row.Key, position)))];
        return SampleColumns.Of(_problem.Domain, LettersOf(mutants), [.. _answers.SelectMany(static row => row.Value.Values.Select(static value => (double)value))]);
    }

    /// <summary>A fit in which the rare terms are those that the mutants show; the given one where that explains the mutants no better.</summary>
    /// <param name="fit">The fit that was doubted.</param>
    /// <param name="dense">Fits all columns again.</param>
    /// <param name="improve">Screens what is left.</param>
    public HybridFit Resolved(HybridFit fit, DenseStage dense, Func<HybridFit, HybridFit> improve)
    {
        var tested = new HybridSolver(_problem.WithRows(Answered()));
        HybridFit less = _solver.Without(fit, term => !_doubtful.Contains(term));
        double[] before = _solver.Residuals(less), after = tested.Residuals(less);
        var terms = new List<AndTerm>(less.Terms);
        var estimates = new List<double>();
        int at = 0;
        foreach ((int row, SortedDictionary<int, float> known) in _answers)
        {
            double[] changes = [.. Enumerable.Range(at, known.Count).Select(n => before[row] - after[n])];
            at += known.Count;
            foreach ((int[] positions, double weight) in MutantTerms.Of([.. known.Keys], changes, before[row], _outstanding / 2))
            {
                if (positions.Length > Math.Min(Support.MaximumOrder, SupportBlocks.OrderWithin(_problem.Domain, SupportBlocks.LargestTable))) continue;
                AndTerm term = AndTerm.HeldBy(_problem.Training, row, positions, _problem.Domain);
                bool there = terms.Exists(other => other.Support.Equals(term.Support) && other.Cell == term.Cell);
                // Where not all positions of the row were asked about, some of the term's may be missing: then other rows tell.
                int[] rows = term.RowsOf(_problem.Training);
                if (!there && rows.Count(n => Math.Abs(before[n] - weight) < SameWeight * Math.Abs(weight) + _outstanding) < Most * rows.Length) continue;
                if (rows.Length <= FewRows) _confirmed.Add((term.Support, term.Cell));
                if (there) continue;
                terms.Add(term);
                estimates.Add(weight / term.Scale);
            }
        }

        HybridFit next = improve(dense.Refit(less, less.Basis, less.Groups, terms, dense.Prior.Copy(), estimates, levels: 3));
        bool better = MeanSquare(tested.Residuals(next)) < MeanSquare(tested.Residuals(fit)) && next.TrainingError < Math.Max(2 * fit.TrainingError, Solved);
        return better ? next : fit;
    }

    private List<(AndTerm Term, int[] Rows, double Weight)> Doubtful(HybridFit fit)
    {
        var found = new List<(AndTerm Term, int[] Rows, double Weight)>();
        for (int t = 0; t < fit.Terms.Count; t++)
        {
            AndTerm term = fit.Terms[t];
            if (_confirmed.Contains((term.Support, term.Cell))) continue;
            int[] rows = term.RowsOf(_problem.Training);
            if (rows.Length is 0 or > FewRows || (fit.TrainingError < Solved && IsSure(term, rows))) continue;
            found.Add((term, rows, Math.Abs(fit.Coefficients[fit.Basis.Count + t]) * term.Scale));
        }

        // What a mutant is worth: the energy in doubt, shared among as many as tell.
        return [.. found.OrderByDescending(f => f.Weight * f.Weight / _problem.Training.Shared(f.Rows).Length)];
    }

    // Where all rows are explained, a term that no other could stand for, held by as many rows as its order lets expect.
    private bool IsSure(AndTerm term, int[] rows) =>
        rows.Length * DoubtfulTerms.FewerThanHeld <= _problem.Training.Count * term.Probability
        && TermAlternatives.Of(_problem.Training, rows, _problem.Training.Shared(rows), term.Support.Order, _problem.Domain) is { Count: 1 };

    private static double MeanSquare(double[] values) => values.Sum(static v => v * v) / values.Length;
}
