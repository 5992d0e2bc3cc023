using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>Reading and setting a node's attributes by name.</summary>
internal static class NodeAttributes
{
    extension(NodeProto node)
    {
        internal AttributeProto? Find(string name)
        {
            foreach (AttributeProto attribute in node.Attribute)
                if (attribute.Name == name) return attribute;
            return null;
        }

        internal long Int(string name, long otherwise) => node.Find(name) is { HasI: true } found ? found.I : otherwise;

        internal float Float(string name, float otherwise) => node.Find(name) is { HasF: true } found ? found.F : otherwise;

        internal long[]? Ints(string name) => node.Find(name) is { } found ? [.. found.Ints] : null;

        internal string Text(string name, string otherwise) =>
            node.Find(name) is { HasS: true } found ? found.S.ToStringUtf8() : otherwise;

        internal string[] Texts(string name) => node.Find(name) is { } found ? [.. found.Strings.Select(static s => s.ToStringUtf8())] : [];

        internal float[] Floats(string name) => node.Find(name) is { } found ? [.. found.Floats] : [];

        internal TensorProto? Tensor(string name) => node.Find(name)?.T;

        internal void Remove(string name)
        {
            if (node.Find(name) is { } found) node.Attribute.Remove(found);
        }

        internal void SetInt(string name, long value)
        {
            node.Remove(name);
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        }

        internal void SetFloat(string name, float value)
        {
            node.Remove(name);
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value });
        }

        internal void SetText(string name, string value)
        {
            node.Remove(name);
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(value) });
        }

        internal void SetInts(string name, params ReadOnlySpan<long> values)
        {
            node.Remove(name);
            var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
            foreach (long value in values) attribute.Ints.Add(value);
            node.Attribute.Add(attribute);
        }
    }
}
