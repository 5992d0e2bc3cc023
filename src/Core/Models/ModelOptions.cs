namespace GenoXai.Core.Models;

/// <summary>Where model rows are computed.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through ONNX Runtime's CUDA provider.</summary>
    Cuda,
}

/// <summary>How a model is run; no choice here changes what it predicts beyond the last bits.</summary>
public sealed record ModelOptions
{
    /// <summary>Batches in work at once; the number of processors unless said otherwise.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where model rows are computed.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;
}
