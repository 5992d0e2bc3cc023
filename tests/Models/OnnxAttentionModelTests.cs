using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Models;

/// <summary>Attention read from graphs of every form, against softmax by hand.</summary>
public sealed class OnnxAttentionModelTests : IDisposable
{
    private static readonly string[] Rows = ["ACGTTGCATC", "CATNAGGGTA", "GGGGGGGGGG", "TTTACACAGG", "CAGTCAGTCA"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AttentionForm.Plain, 0)]
    [InlineData(AttentionForm.WrittenOut, 0)]
    [InlineData(AttentionForm.RowsFirst, 0)]
    [InlineData(AttentionForm.HeadsFirst, 0)]
    [InlineData(AttentionForm.HeadsMerged, 0)]
    [InlineData(AttentionForm.Plain, 1)]
    [InlineData(AttentionForm.RowsFirst, 1)]
    [InlineData(AttentionForm.HeadsMerged, 3)]
    public void Read_OfEveryForm_IsTheSoftmaxByHand(AttentionForm form, int batch)
    {
        using OnnxSequenceModel model = Open(ToyAttention.Graph(form, layers: 2, batch: batch > 0 ? batch : null));
        OnnxAttentionModel attention = model.Attention;
        Assert.Equal([2, 2], attention.Layers.Select(static l => l.Heads));
        Assert.Empty(attention.Others);
        Assert.Equal(10, attention.TokensOf(10));
        byte[][] letters = [.. Rows.Select(static r => Alphabet.Dna.Parse(r))];
        int seen = 0;
        attention.Read([.. letters.SelectMany(static l => l)], 10, batchRows: 2, (row, maps) =>
        {
            Assert.Equal(seen++, row);
            for (int map = 0; map < 4; map++)
            {
                double[] expected = ToyAttention.Map(letters[row], map / 2, map % 2);
                for (int i = 0; i < 100; i++) Assert.Equal(expected[i], maps.Span[map * 100 + i], 1e-6);
            }
        }, CancellationToken.None);
        Assert.Equal(Rows.Length, seen);
    }

    [Fact]
    public void Read_OfAnyLength_HasATokenForEachPosition()
    {
        using OnnxSequenceModel model = Open(ToyAttention.Graph(length: "L"));
        foreach (string text in new[] { "ACGT", "TTGACCA" })
        {
            byte[] letters = Alphabet.Dna.Parse(text);
            Assert.Equal(text.Length, model.Attention.TokensOf(text.Length));
            Assert.Equal(new TokenPlacement(0, 1, 1), model.Attention.PlacementOf(text.Length));
            model.Attention.Read(letters, letters.Length, 4, (_, maps) =>
                Assert.Equal(ToyAttention.Map(letters, 0, 1).Select(static v => (float)v), maps.Span[(letters.Length * letters.Length)..].ToArray(), static (a, b) => Math.Abs(a - b) < 1e-6), CancellationToken.None);
        }
    }

    [Fact]
    public void Attention_OfOtherSoftmaxes_LeavesThemOutAndSaysSo()
    {
        using OnnxSequenceModel model = Open(ToyAttention.Graph(alsoClasses: true));
        Assert.Equal("attention0", Assert.Single(model.Attention.Layers).Tensor);
        Assert.Contains("softmax \"classes\" of shape [3,10,2]", Assert.Single(model.Attention.Others), StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_OfAModelWithoutAny_SaysWhatWasLookedFor()
    {
        using OnnxSequenceModel none = Open(ToyOnnx.Additive());
        InputException error = Assert.Throws<InputException>(() => none.Attention);
        Assert.Equal("bad-model", error.Problem);
        Assert.Contains("no softmax whose output is (…, T, T)", error.Message, StringComparison.Ordinal);
        Assert.Contains("It has no Softmax node", error.Message, StringComparison.Ordinal);

        using OnnxSequenceModel classes = Open(new TestGraph().Input("x", "N", 10, 4).Output("y", "N", 10, 4).Node("Softmax", "x", "y", ("axis", -1L)), "sum(y[0:10,1])");
        Assert.Contains("Softmax \"y\" of shape [3,10,4] is not attention between tokens: its last two axes differ", Assert.Throws<InputException>(() => classes.Attention).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fused_NamesTheNodesThatShowNoWeights()
    {
        TestGraph graph = ToyOnnx.Additive();
        graph.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        graph.Proto.Graph.Node.Add(new NodeProto { OpType = "MultiHeadAttention", Domain = "com.microsoft", Name = "block/0", Input = { "x" }, Output = { "z" } });
        Assert.Equal(["node \"block/0\" (MultiHeadAttention)"], SoftmaxTensors.Fused(graph.Build()));
    }

    private OnnxSequenceModel Open(TestGraph graph, params string[] targets)
    {
        graph.Save(_folder.Path("m.onnx"));
        return ModelLoader.Load(_folder.Path("m.onnx")).Open(targets, new ModelOptions { Threads = 1 });
    }
}
