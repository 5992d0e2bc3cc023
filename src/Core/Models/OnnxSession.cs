using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>Makes ONNX Runtime sessions; its errors become messages that name the model and what to do.</summary>
internal static class OnnxSession
{
    /// <summary>Makes a session whose operators run on one thread each: parallelism is in the batches, see <see cref="RowPredictor"/>.</summary>
    public static InferenceSession Create(OnnxModel model, ModelOptions options, bool optimize = true)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Provider == ExecutionProvider.Cpu ? 1 : options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = optimize ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        if (options.Provider == ExecutionProvider.Cuda) AppendCuda(settings);
        try
        {
            return model.ExternalFiles.Count > 0 && model.Path is { } path
                ? new InferenceSession(path, settings)
                : new InferenceSession(model.ToBytes(), settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{model.Name}: ONNX Runtime cannot load it: {error.Message}", "bad-model", error);
        }
    }

    private static void AppendCuda(SessionOptions settings)
    {
        try
        {
            settings.AppendExecutionProvider_CUDA();
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            string available = string.Join(", ", OrtEnv.Instance().GetAvailableProviders());
            throw new InputException(
                $"provider cuda: is not in this installation of ONNX Runtime, or no NVIDIA GPU is here (available: {available}). "
                + "Use --provider cpu, or run where Microsoft.ML.OnnxRuntime.Gpu and CUDA are installed.", "missing-provider", error);
        }
    }
}
