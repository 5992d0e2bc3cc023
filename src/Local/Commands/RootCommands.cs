using System.CommandLine;

namespace GenoXai.Local.Commands;

/// <summary>All commands.</summary>
internal static class RootCommands
{
    public static RootCommand Create() => new("Explains genomic sequence models: ISM, SHAP zero and more, on any ONNX model.")
    {
        DemoCommand.Create(),
        ModelCommand.Create(),
        PredictCommand.Create(),
        IsmCommand.Create(),
        TaylorCommand.Create(),
        AttributeCommand.Create(),
        OcclusionCommand.Create(),
        AttentionCommand.Create(),
        PerturbCommand.Create(),
        VariantsCommand.Create(),
        InteractionsCommand.Create(),
        FiltersCommand.Create(),
        NodesCommand.Create(),
        InsertCommand.Create(),
        SketchCommand.Create(),
        QueryCommand.Create(),
        CompareCommand.Create(),
        SanityCommand.Create(),
        MotifsCommand.Create(),
        AblateCommand.Create(),
        SurrogateCommand.Create(),
        SensxCommand.Create(),
        ServeCommand.Create(),
        ReanalyseCommand.Create(),
        ReportCommand.Create(),
    };
}
