using GenoXai.Core.Onnx.Proto;
using GenoXai.Tests.ToyModels;
using Google.Protobuf;

namespace GenoXai.Tests.Functions;

internal static class HostileModels
{
    /// <summary>A model that says its weights lie in a file of the machine that reads it.</summary>
    public static byte[] External(string location)
    {
        ModelProto model = ToyOnnx.Additive().Proto.Clone();
        TensorProto weights = model.Graph.Initializer[0];
        weights.FloatData.Clear();
        weights.ClearRawData();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        return model.ToByteArray();
    }
}
