using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>
/// Frees a batch axis that was fixed on export, and trusts the rewritten graph only when a batch of
/// random sequences gives what the original gives row by row.
/// </summary>
internal static class BatchAxis
{
    private const int TestRows = 3;

    /// <summary>Decides how a model is fed.</summary>
    /// <returns>The rewritten graph if there is one, and the rows each run must have (0 = any).</returns>
    public static (OnnxModel? Dynamic, int FixedBatch) Free(LoadedModel loaded, ModelOptions options, List<string> warnings)
    {
        if (!loaded.Layout.Axes.HasBatch)
        {
            warnings.Add("The model's input has no batch axis: rows are shown to it one by one, which is slow.");
            return (null, 1);
        }

        TensorFact input = loaded.Onnx.Facts.Inputs.First(i => i.Name == loaded.Manifest.Input.Name);
        DynamicBatchResult result = DynamicBatch.Rewrite(loaded.Onnx, input.Name);
        if (input.Sizes is not [{ } size, ..])
        {
            // Open by its declaration, but some exports still hold a batch of 1 inside.
            string ignored = "";
            bool repaired = result is { Model: { } open, Changes.Count: > 0 } && Agrees(loaded, open, 1, options, ref ignored);
            return (repaired ? result.Model : null, 0);
        }

        int batch = checked((int)size);
        string reason = result.Reason ?? "its batch gives other numbers than single rows";
        if (result.Model is { } rewritten && Agrees(loaded, rewritten, batch, options, ref reason)) return (rewritten, 0);

        warnings.Add(batch == 1
            ? $"The model was exported for one row at a time and its graph does not permit batches ({reason}): rows are shown one by one, which is slow. Export it with a dynamic batch axis."
            : $"The model was exported for batches of {batch} and its graph does not permit others ({reason}): batches are padded to {batch}.");
        return (null, batch);
    }

    private static bool Agrees(LoadedModel loaded, OnnxModel rewritten, int batch, ModelOptions options, ref string reason)
    {
        try
        {
            int length = ModelProbe.CandidateLengths(loaded).First();
            var letters = new byte[TestRows * length];
            var random = SeededRandom.Stream(0, "dynamic-batch-check");
            for (int i = 0; i < letters.Length; i++) letters[i] = (byte)random.NextInt(loaded.Alphabet.Count);
            var targets = loaded.Onnx.Facts.Outputs.Select(static o => o.Name).ToArray();
            float[][] together = Run(loaded, rewritten, letters, length, TestRows, TestRows, targets, options);
            float[][] alone = Run(loaded, loaded.Onnx, letters, length, TestRows, batch, targets, options);
            for (int i = 0; i < together.Length; i++)
            {
                if (together[i].Length != alone[i].Length) return false;
                for (int j = 0; j < together[i].Length; j++)
                {
                    float difference = Math.Abs(together[i][j] - alone[i][j]);
                    if (difference > 1e-4f * Math.Abs(alone[i][j]) + 1e-5f) return false;
                    if (float.IsNaN(difference) && !together[i][j].Equals(alone[i][j])) return false;
                }
            }

            return true;
        }
        catch (Exception error) when (error is OnnxRuntimeException or InputException)
        {
            reason = "ONNX Runtime refuses it: " + error.Message.ReplaceLineEndings(" ");
            if (reason.Length > 200) reason = reason[..200] + "…";
            return false;
        }
    }

    /// <summary>All float outputs of some rows, shown in batches of a fixed number with padding.</summary>
    private static float[][] Run(LoadedModel loaded, OnnxModel graph, byte[] letters, int length, int rows, int batch, string[] outputs, ModelOptions options)
    {
        using InferenceSession session = OnnxSession.Create(graph, options with { Provider = ExecutionProvider.Cpu });
        using var input = EncodedInput.Create(loaded.InputType, loaded.Layout, batch, length);
        using var runOptions = new RunOptions();
        OrtValue[] constants = loaded.Constants.Tensors(batch);
        string[] names = [loaded.Manifest.Input.Name, .. loaded.Constants.Names];
        var results = outputs.Select(static _ => new List<float>()).ToArray();
        for (int first = 0; first < rows; first += batch)
        {
            int count = Math.Min(batch, rows - first);
            var padded = new byte[batch * length];
            letters.AsSpan(first * length, count * length).CopyTo(padded);
            input.Encode(padded, batch);
            using IDisposableReadOnlyCollection<OrtValue> values = session.Run(runOptions, names, [input.Tensor(batch), .. constants], outputs);
            for (int i = 0; i < outputs.Length; i++)
            {
                if (!values[i].IsTensor || values[i].GetTensorTypeAndShape().ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float) continue;
                ReadOnlySpan<float> data = values[i].GetTensorDataAsSpan<float>();
                results[i].AddRange(data[..(data.Length / batch * count)]);
            }
        }

        foreach (OrtValue constant in constants) constant.Dispose();
        return [.. results.Select(static r => r.ToArray())];
    }
}
