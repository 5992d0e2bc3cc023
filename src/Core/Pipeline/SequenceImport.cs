using System.Security.Cryptography;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Reads the sequences once, checks each against the model, and cuts their rows into chunks. What a
/// chunk needs is written beside it, so that memory is that of one chunk and standard input can be resumed.
/// </summary>
internal sealed class SequenceImport(RunContext context, ChunkSizes sizes) : IDisposable
{
    private readonly List<NamedSequence> _pending = [];
    private readonly List<ChunkDocument> _chunks = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _pendingRows, _pendingNumbers, _rows, _sequences, _missing;
    private bool SplitsSequences => context.Request.Method is RunMethod.Ism or RunMethod.Occlusion or RunMethod.Insert or RunMethod.Perturb || context.Request.Interactions is { } interactions && InteractionRows.IsOneList(interactions);
    private TokenPlacements? _placements;
    private bool _isResumed;
    private int _inputs, _maxLength, _minLength = int.MaxValue, _idWidth = 1;

    /// <summary>Imports the sequences, or checks that they are those of an earlier plan.</summary>
    /// <param name="identity">Fingerprint of the run.</param>
    /// <param name="earlier">The plan of an interrupted run, whose chunks are then kept.</param>
    /// <param name="cancellationToken">Stops between sequences.</param>
    /// <exception cref="InputException">A sequence does not fit the model, or they are not those of the earlier plan.</exception>
    public async Task<RunDocument> RunAsync(string identity, RunDocument? earlier, CancellationToken cancellationToken)
    {
        _isResumed = earlier is not null;
        foreach (NamedSequence sequence in context.Sequences)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(sequence);
            RunIdentity.Append(_hash, sequence);
            if (sequence.Length > 0) _sequences++;
            await AddAsync(sequence, cancellationToken);
        }

        await CloseInputAsync(cancellationToken);
        string sha = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (earlier is not null)
        {
            return earlier.SequencesSha256 == sha
                ? earlier
                : throw new InputException(
                    $"{context.Source}: is not what it was when the run in this folder was interrupted. Use another --out, or --overwrite to begin again.", "conflict");
        }

        return new RunDocument
        {
            Identity = identity,
            SequencesSha256 = sha,
            BatchRows = sizes.BatchRows,
            Sequences = _sequences,
            MaxLength = _maxLength,
            SameLength = _minLength == _maxLength,
            MissingLetters = _missing,
            IdWidth = _idWidth,
            Rows = _rows,
            Chunks = _chunks,
        };
    }

    public void Dispose() => _hash.Dispose();

    private void Check(NamedSequence sequence)
    {
        string shown = context.Request.Method == RunMethod.Variants ? VariantLabel.Shown(sequence.Id) : $"record \"{sequence.Id}\"";
        string where = sequence.Line > 0 ? $"{context.Source}, line {sequence.Line}, {shown}" : $"{context.Source}, {shown}";
        int missing = SequenceCheck.Check(context.Request, context.Model.Facts, sequence, where, context.Model.Alphabet);
        if (context.Sketch is { } compared) ComparedSketch.Check(compared, sequence, where);
        _missing += missing;
        if (context.Request.Method == RunMethod.Filters) FilterRows.LayerOf(context).CheckLength(sequence.Length, where);
        if (context.Request.Attention is { Tokens: not null } attention && sequence.Length > 0)
            (_placements ??= new TokenPlacements(attention, context.Model.Attention)).Check(sequence.Length, where);
        if (sequence.Length == 0) return;
        _maxLength = Math.Max(_maxLength, sequence.Length);
        _minLength = Math.Min(_minLength, sequence.Length);
        _idWidth = Math.Max(_idWidth, sequence.Id.EnumerateRunes().Count());
    }

    private async Task AddAsync(NamedSequence sequence, CancellationToken cancellationToken)
    {
        long rows = RunRows.Of(context.Request, context.Model, sequence), numbers = RunRows.NumbersOf(context.Request, context.Model, sequence);
        int most = sizes.RowsAt(context.Model.Facts, sequence.Length);
        bool otherLength = _pending.Count > 0 && SplitsSequences && _pending[^1].Length != sequence.Length;
        if (_pending.Count > 0 && (_pendingRows + rows > most || _pendingNumbers + numbers > RunRows.MostNumbers || (otherLength && _pendingRows > most / 4))) await CloseInputAsync(cancellationToken);
        _pending.Add(sequence);
        _pendingRows += rows;
        _pendingNumbers += numbers;
        if (_pendingRows >= most) await CloseInputAsync(cancellationToken);
    }

    /// <summary>Writes the pending sequences and cuts their rows: one chunk, or several for a sequence that is larger than one.</summary>
    private async Task CloseInputAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0) return;
        NamedSequence[] sequences = [.. _pending];
        // What an interrupted run left may be damaged. Other sequences than its own are refused in the end, and their files
        // make way when the right ones are imported.
        if (!_isResumed || !await IsThereAsync(sequences, cancellationToken))
            await context.Store.PutAsync(RunKeys.Input(_inputs), stream => PartFile.WriteSequences(stream, sequences), cancellationToken);
        int most = sequences.Min(s => sizes.RowsAt(context.Model.Facts, s.Length));
        if (_pendingRows <= most || sequences.Length > 1 || !SplitsSequences) most = checked((int)_pendingRows);
        long first = 0;
        do
        {
            // None where all alleles are only listed; the file still has its chunk.
            int rows = (int)Math.Min(most, _pendingRows - first);
            _chunks.Add(new ChunkDocument(_inputs, first, rows, first + rows == _pendingRows));
            first += rows;
        }
        while (first < _pendingRows);

        _inputs++;
        _rows += _pendingRows;
        _pending.Clear();
        (_pendingRows, _pendingNumbers) = (0, 0);
    }

    private async Task<bool> IsThereAsync(NamedSequence[] sequences, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<NamedSequence> stored = await ModelRows.SequencesAsync(context, _inputs, cancellationToken);
            return stored.Count == sequences.Length && stored.Zip(sequences).All(static pair => pair.First.Id == pair.Second.Id && pair.First.Letters.AsSpan().SequenceEqual(pair.Second.Letters));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException)
        {
            return false;
        }
    }
}
