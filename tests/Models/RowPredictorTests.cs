using GenoXai.Core.Models;
using GenoXai.Core.Sampling;

namespace GenoXai.Tests.Models;

public sealed class RowPredictorTests
{
    [Fact]
    public void Predict_WithAnyBatchAndWorkers_GivesTheSame()
    {
        var rows = new UniformRows(1, 4, 7, 0, 1000);
        float[] expected = RowPredictor.Predict(Model(), rows, 1000, 1);
        foreach (int batch in new[] { 1, 7, 64, 999, 5000 })
            foreach (int workers in new[] { 1, 2, 5 })
                Assert.Equal(expected, RowPredictor.Predict(Model(), rows, batch, workers));
    }

    [Fact]
    public void Predict_ShowsEveryRowOnceAndReportsThem()
    {
        ToySequenceModel model = Model();
        int told = 0;
        RowPredictor.Predict(model, new UniformRows(1, 4, 7, 0, 1000), 13, 3, count => Interlocked.Add(ref told, count));
        Assert.Equal(1000, model.Rows);
        Assert.Equal(1000, told);
    }

    [Fact]
    public void Predict_OfNoRows_GivesNothing() => Assert.Empty(RowPredictor.Predict(Model(), new UniformRows(1, 4, 7, 0, 0), 8, 2));

    [Fact]
    public void Predict_WhenTheModelFails_ThrowsItsOwnError()
    {
        var model = new ToySequenceModel(7, static _ => throw new InvalidOperationException("the model is ill"));
        Assert.Equal("the model is ill", Assert.Throws<InvalidOperationException>(() => RowPredictor.Predict(model, new UniformRows(1, 4, 7, 0, 100), 8, 3)).Message);
    }

    [Fact]
    public void Predict_WhenCancelled_StopsBetweenBatches()
    {
        using var stop = new CancellationTokenSource();
        ToySequenceModel model = Model();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            RowPredictor.Predict(model, new UniformRows(1, 4, 7, 0, 100_000), 10, 2, _ => stop.Cancel(), stop.Token));
        Assert.InRange(model.Rows, 10, 40);
    }

    private static ToySequenceModel Model() => new(7, static l => l[0] + l[6], static l => l[3]);
}
