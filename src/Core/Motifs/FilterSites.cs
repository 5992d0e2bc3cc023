using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// The second pass: counts the letters of the words whose activation is above the filter's threshold. As a model it has one
/// target, the number of such words of a sequence. Words with a missing letter are not counted. Counts are whole numbers, so
/// the order in which threads add them does not matter.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="layer">Its layer; not owned.</param>
/// <param name="thresholds">For each filter the activation that must be exceeded.</param>
public sealed class FilterSites(OnnxSequenceModel model, FilterLayer layer, float[] thresholds) : ISequenceModel
{
    private readonly Lock _lock = new();
    private readonly int _letters = model.Alphabet.Count, _width = layer.Width;

    /// <summary>Sites of each filter.</summary>
    public int[] Sites { get; } = new int[layer.Filters];

    /// <summary>Letters of the sites, shape (filters, width, q).</summary>
    public int[] Counts { get; } = new int[layer.Filters * layer.Width * model.Alphabet.Count];

    /// <inheritdoc/>
    public Alphabet Alphabet => model.Alphabet;

    /// <inheritdoc/>
    public IReadOnlyList<string> Targets { get; } = ["sites"];

    /// <inheritdoc/>
    public ModelFacts Facts => model.Facts;

    /// <inheritdoc/>
    public ModelBatch CreateBatch(int capacity, int length) => layer.Values.CreateBatch(capacity, length);

    /// <inheritdoc/>
    public void Predict(ModelBatch batch, Span<float> predictions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var found = new List<(int Filter, int At)>();
        var sites = new float[predictions.Length];
        layer.Values.Evaluate(batch, (first, rows, values) =>
        {
            int places = values.RowSize / layer.Filters;
            (int from, int count) = layer.Windows(batch.Length, places);
            for (int row = 0; row < rows; row++)
            {
                for (int filter = 0; filter < layer.Filters; filter++)
                {
                    ReadOnlySpan<float> activations = values.Values.Slice((row * layer.Filters + filter) * places + from, count);
                    float threshold = thresholds[filter];
                    for (int i = 0; i < activations.Length; i++)
                        if (activations[i] > threshold) found.Add((filter, (first + row) * batch.Length + layer.StartOf(from + i)));
                }
            }
        });
        lock (_lock)
        {
            foreach ((int filter, int at) in found)
            {
                ReadOnlySpan<byte> word = batch.Letters.AsSpan(at, _width);
                if (word.Contains(Alphabet.Missing)) continue;
                Sites[filter]++;
                sites[at / batch.Length]++;
                int cell = filter * _width * _letters;
                foreach (byte letter in word)
                {
                    Counts[cell + letter]++;
                    cell += _letters;
                }
            }
        }

        sites.CopyTo(predictions);
    }

    /// <summary>Nothing: the model and its layer are the caller's.</summary>
    public void Dispose()
    {
    }
}
