using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>Finds the first node of a graph whose result is not a number: one row with every inner tensor as an output.</summary>
internal static class NotFiniteSearch
{
    /// <summary>The first node with a NaN among its results, else with an infinite number, as messages name it; null when there is none.</summary>
    public static string? FirstNode(OnnxModel graph, IReadOnlyList<string> inputs, IReadOnlyList<OrtValue> values)
    {
        OnnxModel probe = ProbeGraph.OfAll(graph);
        using InferenceSession session = OnnxSession.Create(probe, new ModelOptions { Threads = 1 }, optimize: false);
        using var options = new RunOptions();
        string[] outputs = [.. probe.Facts.Outputs.Select(static o => o.Name)];
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, inputs, values, outputs);
        var states = new Dictionary<string, bool>(StringComparer.Ordinal);
        for (int i = 0; i < outputs.Length; i++)
            if (StateOf(results[i]) is { } isNaN) states[outputs[i]] = isNaN;
        return First(graph, states, wantsNaN: true) ?? First(graph, states, wantsNaN: false);
    }

    private static string? First(OnnxModel graph, Dictionary<string, bool> states, bool wantsNaN)
    {
        NodeProto? node = graph.Proto.Graph.Node.FirstOrDefault(n => n.Output.Any(o => states.TryGetValue(o, out bool isNaN) && isNaN == wantsNaN));
        return node is null ? null : GraphWalk.Label(node);
    }

    /// <summary>Whether a tensor holds a NaN (true) or only infinite numbers (false); null when all are finite.</summary>
    private static bool? StateOf(OrtValue value)
    {
        if (!value.IsTensor || value.GetTensorTypeAndShape().ElementDataType != TensorElementType.Float) return null;
        bool? state = null;
        foreach (float number in value.GetTensorDataAsSpan<float>())
        {
            if (float.IsNaN(number)) return true;
            if (float.IsInfinity(number)) state = false;
        }

        return state;
    }
}
