using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx;

/// <summary>Which sets of operators a model may use: those that the inference runtime itself brings, no plug-ins.</summary>
internal static class OperatorDomains
{
    private const int Named = 8;

    internal static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    private static bool IsAllowed(string domain) => domain is "" or "ai.onnx" or "ai.onnx.ml" or "com.microsoft";

    /// <summary>Refuses a model that uses any other domain, naming its nodes.</summary>
    internal static void Check(ModelProto model, string name)
    {
        var refused = new List<string>();
        foreach ((NodeProto node, string where) in GraphWalk.Nodes(model))
            if (!IsAllowed(node.Domain)) refused.Add($"{GraphWalk.Label(node)}{where}, domain \"{node.Domain}\"");
        foreach (FunctionProto function in model.Functions)
            if (!IsAllowed(function.Domain)) refused.Add($"function \"{function.Name}\", domain \"{function.Domain}\"");
        if (refused.Count == 0) return;

        string more = refused.Count > Named ? $"; and {refused.Count - Named} more" : "";
        throw new InputException(
            $"{name}: operators of a domain that is not allowed: {string.Join("; ", refused.Take(Named))}{more}. "
            + "Allowed are \"\", \"ai.onnx\", \"ai.onnx.ml\" and \"com.microsoft\": export the model with standard operators "
            + "(functions of other domains: inline them, e.g. with onnx.inliner).", "bad-model");
    }
}
