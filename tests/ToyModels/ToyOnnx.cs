using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Tests.Onnx;
using Google.Protobuf;

namespace GenoXai.Tests.ToyModels;

/// <summary>ONNX models whose answers are known by hand, written to files for tests of whole commands.</summary>
internal static class ToyOnnx
{
    /// <summary>Weight of letter b at position l in every additive toy: (l + 1)(b + 1) / 10.</summary>
    public static float Weight(int position, int letter) => (position + 1) * (letter + 1) / 10f;

    /// <summary>Order of the letters of <see cref="Protein"/>.</summary>
    public const string AminoAcids = "ACDEFGHIKLMNPQRSTVWY";

    /// <summary>cos(2π · digit · letter / 20), whose mean over the letters is 0: with digit coprime to 20, two frequencies.</summary>
    public static double Wave(int digit, int letter) => Math.Cos(2 * Math.PI * digit * letter / 20);

    /// <summary>
    /// (N, L, 20) → y (N, 1) = 2 + Σ over even l of Wave(1, x_l) + 2 · Wave(3, x_2) · Wave(7, x_7): every table is known, and few frequencies are not 0.
    /// </summary>
    public static TestGraph Protein(int length)
    {
        float[] alone = new float[length * 20], first = new float[length * 20], second = new float[length * 20];
        for (int b = 0; b < 20; b++)
        {
            for (int l = 0; l < length; l += 2) alone[(l * 20) + b] = (float)Wave(1, b);
            (first[(2 * 20) + b], second[(7 * 20) + b]) = ((float)Wave(3, b), (float)Wave(7, b));
        }

        return new TestGraph().Input("x", "N", length, 20).Output("y", "N", 1).Floats("two", [2], 1)
            .Floats("w", alone, length * 20, 1).Floats("a", first, length * 20, 1).Floats("b", second, length * 20, 1)
            .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "linear").Node("MatMul", "f,a", "at2").Node("MatMul", "f,b", "at7")
            .Node("Mul", "at2,at7", "both").Node("Mul", "both,two", "twice").Node("Add", "linear,twice", "sum").Node("Add", "sum,two", "y");
    }

    /// <summary>(N, L, 4) → y (N, 1) = Σ_l W[l, letter].</summary>
    public static TestGraph Additive(int length = 10, object? batch = null) => new TestGraph()
        .Input("x", batch ?? "N", length, 4).Output("y", batch ?? "N", 1)
        .Floats("w", LettersLast(length), length * 4, 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "y");

    /// <summary>(N, L, 4) → y (N, 1) = Σ_t w_t [all letters of term t are there].</summary>
    public static TestGraph And(int length, IReadOnlyList<(int[] Positions, byte[] Letters, double Weight)> terms)
    {
        var wanted = new float[length * 4 * terms.Count];
        for (int t = 0; t < terms.Count; t++)
            for (int i = 0; i < terms[t].Positions.Length; i++) wanted[(((terms[t].Positions[i] * 4) + terms[t].Letters[i]) * terms.Count) + t] = 1;
        return new TestGraph().Input("x", "N", length, 4).Output("y", "N", 1)
            .Floats("wanted", wanted, length * 4, terms.Count).Floats("others", [.. terms.Select(static t => 1f - t.Positions.Length)], terms.Count)
            .Floats("weights", [.. terms.Select(static t => (float)t.Weight)], terms.Count, 1)
            .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,wanted", "there").Node("Add", "there,others", "more").Node("Relu", "more", "all").Node("MatMul", "all,weights", "y");
    }

    /// <summary>As <see cref="Additive"/>, channels first: (N, 4, L).</summary>
    public static TestGraph ChannelsFirst(int length = 10) => new TestGraph()
        .Input("x", "N", 4, length).Output("y", "N", 1)
        .Floats("w", [.. from b in Enumerable.Range(0, 4) from l in Enumerable.Range(0, length) select Weight(l, b)], length * 4, 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "y");

    /// <summary>As <see cref="Additive"/>, of rank 4: (N, 1, L, 4).</summary>
    public static TestGraph RankFour(int length = 10) => new TestGraph()
        .Input("x", "N", 1, length, 4).Output("y", "N", 1)
        .Floats("w", LettersLast(length), length * 4, 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "y");

    /// <summary>Additive plus 3 when position 2 is A and position 7 is T; y (N, 2): that, and its double.</summary>
    public static TestGraph Pairwise(int length = 10)
    {
        float[] first = new float[length * 4], second = new float[length * 4];
        first[2 * 4] = 1;
        second[7 * 4 + 3] = 1;
        return new TestGraph().Input("x", "N", length, 4).Output("y", "N", 2)
            .Floats("w", LettersLast(length), length * 4, 1).Floats("a", first, length * 4, 1).Floats("t", second, length * 4, 1).Floats("three", [3], 1).Floats("scale", [1, 2], 1, 2)
            .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "linear").Node("MatMul", "f,a", "isA").Node("MatMul", "f,t", "isT")
            .Node("Mul", "isA,isT", "both").Node("Mul", "both,three", "bonus").Node("Add", "linear,bonus", "sum").Node("MatMul", "sum,scale", "y");
    }

    /// <summary>As <see cref="Additive"/> plus Σ of a second input (N, 3).</summary>
    public static TestGraph TwoInputs(int length = 10) => new TestGraph()
        .Input("x", "N", length, 4).Input("library", "N", 3).Output("y", "N", 1)
        .Floats("w", LettersLast(length), length * 4, 1).Floats("ones", [1, 1, 1], 3, 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "s").Node("MatMul", "library,ones", "v").Node("Add", "s,v", "y");

    /// <summary>Any length: (N, L, 4) → y (N, 1), the mean over positions of b + 1 at letter b.</summary>
    public static TestGraph AnyLength() => new TestGraph()
        .Input("x", "N", "L", 4).Output("y", "N", 1).Floats("w", [1, 2, 3, 4], 4, 1)
        .Node("MatMul", "x,w", "s").Node("ReduceMean", "s", "y", ("axes", new long[] { 1 }), ("keepdims", 0L));

    /// <summary>(N, L, 4) → convolution of three filters over three letters that match ACG, TT at either end of three, and nothing; ReLU; y (N, 1) = the first's maximum plus half the second's.</summary>
    public static TestGraph Filters(int length = 10)
    {
        var weights = new float[3 * 4 * 3];
        (weights[0], weights[4], weights[8]) = (1, 1, 1);
        (weights[12 + 9], weights[12 + 10], weights[12 + 11]) = (1, 0.5f, 1);
        for (int i = 24; i < 36; i++) weights[i] = -1;
        return new TestGraph().Input("x", "N", length, 4).Output("y", "N", 1)
            .Floats("w", weights, 3, 4, 3).Floats("bias", [-1, -0.5f, 0], 3).Floats("out", [1, 0.5f, 0], 3, 1)
            .Node("Transpose", "x", "t", ("perm", new long[] { 0, 2, 1 })).Node("Conv", "t,w,bias", "c", ("pads", new long[] { 1, 1 })).Node("Relu", "c", "r")
            .Node("ReduceMax", "r", "m", ("axes", new long[] { 2 }), ("keepdims", 0L)).Node("MatMul", "m,out", "y");
    }

    /// <summary>NaN where position 0 is T, else 0: log of 1 or of −1.</summary>
    public static TestGraph NotFinite(int length = 10)
    {
        float[] weights = new float[length * 4];
        for (int b = 0; b < 4; b++) weights[b] = b == 3 ? -1 : 1;
        return new TestGraph().Input("x", "N", length, 4).Output("y", "N", 1).Floats("w", weights, length * 4, 1)
            .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "s").Node("Log", "s", "y");
    }

    /// <summary>1.5 whatever comes in.</summary>
    public static TestGraph Constant(int length = 10) => new TestGraph()
        .Input("x", "N", length, 4).Output("y", "N", 1).Floats("w", new float[length * 4], length * 4, 1).Floats("c", [1.5f], 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "s").Node("Add", "s,c", "y");

    /// <summary>Batch fixed at 1, and a reshape that mixes the batch into the features: no batch can be made of it.</summary>
    public static TestGraph StuckAtOneRow(int length = 10) => new TestGraph()
        .Input("x", 1, length, 4).Output("y", 1, 1).Floats("w", LettersLast(length), 1, 1, length * 4)
        .Constant("shape", 1, 1, length * 4)
        .Constant("one", 1, 1)
        .Node("Reshape", "x,shape", "f").Node("Mul", "f,w", "p").Node("ReduceSum", "p", "s", ("keepdims", 0L)).Node("Reshape", "s,one", "y");

    public static void Save(this TestGraph graph, string path) => File.WriteAllBytes(path, graph.Proto.ToByteArray());

    /// <summary>Permutes the numbers of every stored float tensor of a model file: the same weights, in places that mean nothing.</summary>
    public static void Scramble(string path)
    {
        var proto = GenoXai.Core.Onnx.Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        foreach (GenoXai.Core.Onnx.Proto.TensorProto tensor in proto.Graph.Initializer)
        {
            if (tensor.DataType != (int)ElementType.Float32 || !TensorData.TryReadFloats(tensor, out double[] values)) continue;
            SeededRandom random = SeededRandom.Stream(1, "scramble " + tensor.Name);
            random.Shuffle(values.AsSpan());
            tensor.FloatData.Clear();
            tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Array.ConvertAll(values, static v => (float)v).AsSpan()));
        }

        File.WriteAllBytes(path, proto.ToByteArray());
    }

    public static TestGraph Floats(this TestGraph graph, string name, float[] values, params long[] shape)
    {
        graph.Proto.Graph.Initializer.Add(TensorData.Floats(name, values, shape));
        return graph;
    }

    private static float[] LettersLast(int length) => [.. from l in Enumerable.Range(0, length) from b in Enumerable.Range(0, 4) select Weight(l, b)];
}
