namespace GenoXai.Core.Onnx.Gradients;

/// <summary>A node whose gradient no rule covers; all of a model's are collected into one error.</summary>
internal sealed class GradientRefusal(string reason) : Exception(reason);
