using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>A planned run opened for work: domain, groups and layout, read from the journal once.</summary>
/// <param name="Context">The run.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Inputs">Domain and names; the points are read one by one.</param>
/// <param name="Groups">The groups.</param>
/// <param name="Layout">How it is cut.</param>
internal sealed record SensxRun(SensxContext Context, RunDocument Plan, SensxInputs Inputs, FeatureGroups Groups, SensxLayout Layout)
{
    // Of each output of an input: δ*, τ, reason, point of the profile.
    private const int DeltaValues = 4;

    // Of each input: whether it needs more walks, its last round of walks, the agreement of its halves.
    private const int ReviewValues = 3;

    // The file read last: inputs that follow each other lie in one. Whoever reads at once each keeps its own.
    private LastFile<(string Id, float[] Values)[]>? _points;
    private LastFile<double[]>? _figures, _sums;

    public static async Task<SensxRun> OpenAsync(SensxContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        SensxInputs inputs = await SensxParts.ReadDomainAsync(context, cancellationToken);
        FeatureGroups groups = inputs.Groups;
        return new SensxRun(context, plan, inputs, groups, new SensxLayout(context.Options, context.Outputs, groups.Count));
    }

    public int Outputs => Context.Outputs;

    public int Count => (int)Plan.Sequences;

    public int RoundOf(int chunk)
    {
        int round = 0;
        while (chunk >= Plan.RoundEnds[round]) round++;
        return round;
    }

    /// <summary>An input and its id.</summary>
    public async Task<(string Id, float[] Values)> PointAsync(int input, CancellationToken cancellationToken)
    {
        int together = SensxLayout.PointsTogether(Inputs.Box.Width), block = input / together;
        if (_points is not { } last || last.Block != block) _points = last = new LastFile<(string, float[])[]>(block, await SensxParts.ReadPointsAsync(Context, block, cancellationToken));
        return last.Content[input % together];
    }

    /// <summary>Figures of every unit of one input in a round, in order; the first number of each is its rows.</summary>
    public async Task<double[][]> UnitsAsync(int round, int input, CancellationToken cancellationToken)
    {
        int values = Layout.UnitValues(SensxLayout.StepOf(round, Layout.Rounds));
        var units = new List<double[]>();
        // A round has chunks of several inputs each, or as many chunks of every input, one input after another.
        int first = round == 0 ? 0 : Plan.RoundEnds[round - 1], together = Plan.Chunks[first].Inputs, each = together > 1 ? 1 : (Plan.RoundEnds[round] - first) / Count;
        for (int chunk = first + input / together * each, end = chunk + each; chunk < end; chunk++)
        {
            ChunkDocument document = Plan.Chunks[chunk];
            if (_figures is not { } last || last.Block != chunk)
                _figures = last = new LastFile<double[]>(chunk, await SensxParts.ReadAsync(Context, Plan, RunKeys.Rows(chunk), checked(values * document.Rows * document.Inputs), cancellationToken));
            for (int u = 0, from = (input - document.Input) * document.Rows; u < document.Rows; u++) units.Add(last.Content.AsSpan((from + u) * values, values).ToArray());
        }

        return [.. units];
    }

    public async Task<StabilityProfile> ProfileAsync(int input, CancellationToken cancellationToken) =>
        ProfileOf(await UnitsAsync(0, input, cancellationToken));

    public StabilityProfile ProfileOf(double[][] units) =>
        StabilityProfile.FromPoints(Layout.Grid, [.. units.Skip(1).Select(static u => u[1..])], units[0][1..(1 + Outputs)]);

    public Task WriteStableAsync(StableDelta[][] stable, CancellationToken cancellationToken) =>
        WriteBlocksAsync(SensxParts.Stable, stable, static input => [.. input.SelectMany(static s => new[] { s.Delta, s.Tau, (int)s.Reason, s.ProfilePoint })], cancellationToken);

    /// <summary>δ* of every input and output.</summary>
    public Task<StableDelta[][]> StableAsync(CancellationToken cancellationToken) => AllAsync(StableOfBlockAsync, cancellationToken);

    /// <summary>δ* of every output of an input.</summary>
    public async Task<StableDelta[]> StableAsync(int input, CancellationToken cancellationToken) =>
        (await StableOfBlockAsync(input / SensxParts.BlockInputs, cancellationToken))[input % SensxParts.BlockInputs];

    public Task WriteReviewAsync(int round, SensxReviewed[] reviewed, CancellationToken cancellationToken) =>
        WriteBlocksAsync(block => SensxParts.Review(round, block), reviewed, static r => [r.IsOpen ? 1 : 0, r.LastRound, r.Agreement], cancellationToken);

    public Task<SensxReviewed[]> ReviewAsync(int round, CancellationToken cancellationToken) =>
        AllAsync((block, token) => ReviewOfBlockAsync(round, block, token), cancellationToken);

    /// <summary>What a review found of one input.</summary>
    public async Task<SensxReviewed> ReviewAsync(int round, int input, CancellationToken cancellationToken) =>
        (await ReviewOfBlockAsync(round, input / SensxParts.BlockInputs, cancellationToken))[input % SensxParts.BlockInputs];

    /// <summary>Round of the last review that was written: reviews are made round by round.</summary>
    public async Task<int> LastReviewAsync(CancellationToken cancellationToken)
    {
        int round = Layout.Rounds - 2;
        while (round > 0 && !await Context.Store.ExistsAsync(SensxParts.Review(round, 0), cancellationToken)) round--;
        return round;
    }

    /// <summary>Rows and sums of the walks of an input up to a round: all, those of even blocks, those of odd ones.</summary>
    public async Task<SensxSums> SumsAsync(int round, int input, CancellationToken cancellationToken)
    {
        if (round == 0) return new SensxSums(0, NewEffects(), NewEffects());
        int together = Layout.SumsTogether, block = input / together, count = ElementaryEffects.SumCount(Groups.Count, Outputs);
        string key = SensxParts.Sums(round, block);
        if (_sums is not { } last || last.Block != block || last.Round != round)
        {
            int inputs = Math.Min(together, Count - block * together);
            _sums = last = new LastFile<double[]>(block, await SensxParts.ReadAsync(Context, Plan, key, checked(inputs * Layout.SumValues), cancellationToken), round);
        }

        ReadOnlySpan<double> values = last.Content.AsSpan(input % together * Layout.SumValues, Layout.SumValues);
        ElementaryEffects even = NewEffects(), odd = NewEffects();
        even.Add(values.Slice(2, count), (int)values[1]);
        odd.Add(values.Slice(3 + count, count), (int)values[2 + count]);
        return new SensxSums((long)values[0], even, odd);
    }

    /// <summary>Keeps the sums of a file's inputs; null for those that have none of this round.</summary>
    public Task WriteSumsAsync(int round, int block, IReadOnlyList<SensxSums?> inputs, CancellationToken cancellationToken)
    {
        var values = new double[checked(inputs.Count * Layout.SumValues)];
        for (int n = 0; n < inputs.Count; n++)
        {
            if (inputs[n] is not { } sums) continue;
            Span<double> own = values.AsSpan(n * Layout.SumValues, Layout.SumValues);
            int count = sums.Even.Sums.Length;
            (own[0], own[1], own[2 + count]) = (sums.Rows, sums.Even.Walks, sums.Odd.Walks);
            sums.Even.Sums.CopyTo(own[2..]);
            sums.Odd.Sums.CopyTo(own[(3 + count)..]);
        }

        return SensxParts.WriteAsync(Context, Plan, SensxParts.Sums(round, block), values, cancellationToken);
    }

    public ElementaryEffects NewEffects() => new(Groups, Outputs, Inputs.Box.IsDiscrete);

    /// <summary>A file of the journal.</summary>
    private sealed record LastFile<T>(int Block, T Content, int Round = 0);

    private int InputsOf(int block) => Math.Min(SensxParts.BlockInputs, Count - block * SensxParts.BlockInputs);

    // The first file last: where it is, all are.
    private async Task WriteBlocksAsync<T>(Func<int, string> key, T[] inputs, Func<T, double[]> values, CancellationToken cancellationToken)
    {
        for (int block = (Count - 1) / SensxParts.BlockInputs; block >= 0; block--)
            await SensxParts.WriteAsync(Context, Plan, key(block), [.. inputs.AsSpan(block * SensxParts.BlockInputs, InputsOf(block)).ToArray().SelectMany(values)], cancellationToken);
    }

    private async Task<T[]> AllAsync<T>(Func<int, CancellationToken, Task<T[]>> ofBlock, CancellationToken cancellationToken)
    {
        var all = new List<T>(Count);
        for (int block = 0; all.Count < Count; block++) all.AddRange(await ofBlock(block, cancellationToken));
        return [.. all];
    }

    private async Task<StableDelta[][]> StableOfBlockAsync(int block, CancellationToken cancellationToken)
    {
        double[] values = await SensxParts.ReadAsync(Context, Plan, SensxParts.Stable(block), InputsOf(block) * Outputs * DeltaValues, cancellationToken);
        StableDelta Of(int at) => new(values[at], values[at + 1], (StableDeltaReason)(int)values[at + 2], (int)values[at + 3]);
        return [.. Enumerable.Range(0, InputsOf(block)).Select(n => Enumerable.Range(0, Outputs).Select(o => Of((n * Outputs + o) * DeltaValues)).ToArray())];
    }

    private async Task<SensxReviewed[]> ReviewOfBlockAsync(int round, int block, CancellationToken cancellationToken)
    {
        double[] values = await SensxParts.ReadAsync(Context, Plan, SensxParts.Review(round, block), InputsOf(block) * ReviewValues, cancellationToken);
        return [.. Enumerable.Range(0, InputsOf(block)).Select(n => new SensxReviewed(values[n * ReviewValues] > 0, (int)values[n * ReviewValues + 1], values[n * ReviewValues + 2]))];
    }
}

/// <summary>What a review found of one input.</summary>
/// <param name="IsOpen">Whether it needs more walks.</param>
/// <param name="LastRound">Its last round of walks; 0 when it is insensitive.</param>
/// <param name="Agreement">Agreement of its halves' top groups; NaN where it was not asked.</param>
internal sealed record SensxReviewed(bool IsOpen, int LastRound, double Agreement);

/// <summary>Sums of an input's walks: those of even blocks and those of odd ones, which are independent.</summary>
internal sealed record SensxSums(long Rows, ElementaryEffects Even, ElementaryEffects Odd)
{
    /// <summary>Both together.</summary>
    public ElementaryEffects All(SensxRun run)
    {
        ElementaryEffects all = run.NewEffects();
        all.Add(Even);
        all.Add(Odd);
        return all;
    }
}
