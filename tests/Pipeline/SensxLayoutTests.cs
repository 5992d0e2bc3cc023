using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;

namespace GenoXai.Tests.Pipeline;

public sealed class SensxLayoutTests
{
    [Fact]
    public void Cut_OfANarrowModel_PutsSeveralInputsIntoAChunk()
    {
        // Ten features: 200 walks of 11 rows are 8 units and 2,200 rows, 4 inputs of 10,000; a profile of 50,001 rows is cut.
        var layout = new SensxLayout(new SensxRequest { Walks = 200 }, 1, 10);
        (List<ChunkDocument> chunks, List<int> ends) = layout.Cut(10, 10_000);
        Assert.Equal([(0, 4), (4, 4), (8, 2)], chunks[ends[0]..ends[1]].Select(static c => (c.Input, c.Inputs)));
        Assert.All(chunks[ends[0]..ends[1]], static c => Assert.Equal((0, 8, true), (c.FirstRow, c.Rows, c.IsLastOfInput)));
        Assert.All(chunks[..ends[0]], static c => Assert.Equal(1, c.Inputs));
        Assert.Equal(10 * layout.ProfileUnits, chunks[..ends[0]].Sum(static c => c.Rows));
    }

    [Fact]
    public void Lane_OfUnitsSmallerThanABatch_FillsFourBatches()
    {
        var narrow = new SensxLayout(new SensxRequest { Walks = 200 }, 1, 10);
        Assert.Equal(8, narrow.LaneUnits(1, 512));
        Assert.Equal(3, narrow.LaneUnits(0, 512));
        var wide = new SensxLayout(new SensxRequest { Walks = 20 }, 1, 150_528);
        Assert.Equal(1, wide.LaneUnits(1, 16));
    }

    [Fact]
    public void Files_OfManyNarrowInputs_AreFewAndSmall()
    {
        var narrow = new SensxLayout(new SensxRequest(), 1, 50);
        Assert.Equal(256, narrow.SumsTogether);
        Assert.Equal(256, SensxLayout.PointsTogether(50));
        Assert.Equal(1, new SensxLayout(new SensxRequest(), 1, 150_528).SumsTogether);
        Assert.Equal(1, SensxLayout.PointsTogether(150_528));
    }
}
