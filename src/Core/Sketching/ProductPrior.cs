namespace GenoXai.Core.Sketching;

/// <summary>
/// Prior variances of product form: the coefficient of support S and basis functions h has the
/// variance a_|S| Π_{i∈S} θ_{i,h_i}. The scales θ are fitted by maximum likelihood to noisy
/// coefficients of all supports at once.
/// </summary>
/// <remarks>
/// METHODS 4.3 has one θ_i per position, found by validation of a Gaussian process; here each
/// position has one per contrast of its letters, and a factor per order, found from all rows.
/// </remarks>
internal sealed class ProductPrior
{
    private const double LogFloor = -14, OrderTie = 4, ThetaTie = 0.2;
    private const int Parts = 16, PartSize = 4096;
    private readonly int[] _first;
    private readonly double[] _logTheta, _logOrder;

    /// <summary>Makes a prior with all scales equal.</summary>
    /// <param name="domain">Length and letters.</param>
    public ProductPrior(SketchDomain domain)
    {
        _first = new int[domain.Length + 1];
        for (int i = 0; i < domain.Length; i++) _first[i + 1] = _first[i] + domain.LettersAt(i) - 1;
        _logTheta = new double[_first[^1]];
        Array.Fill(_logTheta, -2);
        _logOrder = new double[Support.MaximumOrder + 1];
    }

    private ProductPrior(ProductPrior other) =>
        (_first, _logTheta, _logOrder) = (other._first, [.. other._logTheta], [.. other._logOrder]);

    /// <summary>A copy that can be fitted on its own.</summary>
    public ProductPrior Copy() => new(this);

    /// <summary>θ of one contrast.</summary>
    /// <param name="position">The position.</param>
    /// <param name="contrast">0 to n − 2, n being the position's letters.</param>
    public double Theta(int position, int contrast) => Math.Exp(_logTheta[_first[position] + contrast]);

    /// <summary>Mean of θ over the contrasts of a position, θ_i.</summary>
    /// <param name="position">The position.</param>
    public double PositionScale(int position)
    {
        double sum = 0;
        int contrasts = ContrastsAt(position);
        for (int h = 0; h < contrasts; h++) sum += Theta(position, h);
        return sum / contrasts;
    }

    /// <summary>a of an order.</summary>
    /// <param name="order">1 to 8.</param>
    public double OrderScale(int order) => Math.Exp(_logOrder[order]);

    /// <summary>Changes a of an order by a factor.</summary>
    /// <param name="order">1 to 8.</param>
    /// <param name="factor">The factor.</param>
    public void ScaleOrder(int order, double factor) => _logOrder[order] += Math.Log(factor);

    /// <summary>Sets the scales of a position's contrasts, its mean scale kept.</summary>
    /// <param name="position">The position.</param>
    /// <param name="weights">Relative scales, one for each contrast.</param>
    public void SetContrasts(int position, ReadOnlySpan<double> weights)
    {
        double mean = 0, scale = PositionScale(position);
        foreach (double weight in weights) mean += weight / weights.Length;
        if (!(mean > 0)) return;
        for (int h = 0; h < weights.Length; h++)
            _logTheta[_first[position] + h] = Math.Max(LogFloor, Math.Log(scale * Math.Max(0.02, weights[h] / mean)));
    }

    /// <summary>Variances of all coefficients of a basis; the constant's is 0.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="count">Length wanted, at least the basis's count.</param>
    public double[] Variances(SupportBasis basis, int count)
    {
        var variances = new double[count];
        for (int s = 0; s < basis.Supports.Length; s++)
            Variances(basis.Supports[s], variances.AsSpan(basis.Offsets[s], basis.Offsets[s + 1] - basis.Offsets[s]));
        return variances;
    }

    /// <summary>Logarithm of the mean variance of a support's coefficients.</summary>
    /// <param name="support">The support.</param>
    /// <param name="logScales">Logarithms of <see cref="PositionScale"/>.</param>
    public double LogMean(Support support, ReadOnlySpan<double> logScales)
    {
        double sum = _logOrder[support.Order];
        for (int i = 0; i < support.Order; i++) sum += logScales[support[i]];
        return sum;
    }

    /// <summary>Lets the orders above one start from its scale.</summary>
    /// <param name="order">The highest order fitted so far.</param>
    public void CarryOrdersFrom(int order)
    {
        for (int o = order + 1; o < _logOrder.Length; o++) _logOrder[o] = _logOrder[order];
    }

    /// <summary>Fits to coefficients c ~ N(0, τ + noise) by Fisher scoring on the logarithms.</summary>
    /// <param name="basis">Their basis.</param>
    /// <param name="coefficients">Debiased coefficients, the basis's first.</param>
    /// <param name="noise">Variance of their errors.</param>
    /// <param name="rounds">Steps.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void Fit(SupportBasis basis, double[] coefficients, double noise, int rounds, ParallelOptions parallel)
    {
        // Parts of the supports have sums of their own, added in order: the same bits on any number of threads.
        int parts = basis.Count < PartSize ? 1 : Parts, supports = basis.Supports.Length;
        var thetas = new Scores[parts];
        var orders = new Scores[parts];
        for (int p = 0; p < parts; p++) (thetas[p], orders[p]) = (new Scores(_logTheta.Length), new Scores(_logOrder.Length));
        (Scores theta, Scores order) = (thetas[0], orders[0]);
        int highest = supports == 0 ? 0 : basis.Supports[^1].Order;
        for (int round = 0; round < rounds; round++)
        {
            Parallel.For(0, parts, parallel, p =>
            {
                thetas[p].Clear();
                orders[p].Clear();
                var variances = new double[basis.LargestSize];
                for (int s = p; s < supports; s += parts) Score(basis, s, coefficients, noise, variances, thetas[p], orders[p]);
            });
            for (int p = 1; p < parts; p++)
            {
                theta.Add(thetas[p]);
                order.Add(orders[p]);
            }

            double mean = 0;
            foreach (double value in _logTheta) mean += value / _logTheta.Length;
            for (int i = 0; i < _logTheta.Length; i++)
            {
                double step = (theta.Gradient[i] - (ThetaTie * (_logTheta[i] - mean))) / (theta.Information[i] + 2);
                _logTheta[i] = Math.Max(LogFloor, _logTheta[i] + (0.4 * Math.Clamp(step, -1.5, 1.5)));
            }

            // A factor per order, tied to the order below: high orders are known least.
            for (int o = 1; o <= highest; o++)
            {
                double tie = o == 1 ? 0 : OrderTie * (_logOrder[o] - _logOrder[o - 1]);
                _logOrder[o] += 0.5 * Math.Clamp((order.Gradient[o] - tie) / (order.Information[o] + OrderTie), -1.5, 1.5);
                if (o > 2) _logOrder[o] = Math.Clamp(_logOrder[o], _logOrder[o - 1] - 3, _logOrder[o - 1] + 0.7);
            }

            CarryOrdersFrom(highest);
        }
    }

    private void Score(SupportBasis basis, int s, double[] coefficients, double noise, double[] variances, Scores theta, Scores order)
    {
        Support support = basis.Supports[s];
        int size = basis.Offsets[s + 1] - basis.Offsets[s];
        Variances(support, variances);
        Span<int> positions = stackalloc int[Support.MaximumOrder];
        support.CopyTo(positions);
        for (int i = 0; i < size; i++)
        {
            double c = coefficients[basis.Offsets[s] + i], total = variances[i] + noise, share = variances[i] / total;
            double gradient = share * Math.Min((c * c / total) - 1, 30), information = share * share;
            order.Add(support.Order, gradient, information);
            int rest = i;
            for (int axis = support.Order - 1; axis >= 0; axis--)
            {
                (rest, int contrast) = Math.DivRem(rest, ContrastsAt(positions[axis]));
                theta.Add(_first[positions[axis]] + contrast, gradient, information);
            }
        }
    }

    private void Variances(Support support, Span<double> destination)
    {
        destination[0] = OrderScale(support.Order);
        Span<double> scales = stackalloc double[byte.MaxValue];
        for (int axis = 0, count = 1; axis < support.Order; axis++)
        {
            int contrasts = ContrastsAt(support[axis]);
            for (int h = 0; h < contrasts; h++) scales[h] = Theta(support[axis], h);
            for (int i = count - 1; i >= 0; i--)
                for (int h = contrasts - 1; h >= 0; h--) destination[(i * contrasts) + h] = destination[i] * scales[h];
            count *= contrasts;
        }
    }

    private int ContrastsAt(int position) => _first[position + 1] - _first[position];

    private sealed class Scores(int count)
    {
        public double[] Gradient { get; } = new double[count];

        public double[] Information { get; } = new double[count];

        public void Clear()
        {
            Array.Clear(Gradient);
            Array.Clear(Information);
        }

        public void Add(Scores other)
        {
            for (int i = 0; i < Gradient.Length; i++)
            {
                Gradient[i] += other.Gradient[i];
                Information[i] += other.Information[i];
            }
        }

        public void Add(int index, double gradient, double information)
        {
            Gradient[index] += gradient;
            Information[index] += information;
        }
    }
}
