using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Parity;

/// <summary>The methods by gradients on real models and architectures.</summary>
public sealed class GradientMethodsTests
{
    [SharedTheory("models/architectures")]
    [InlineData("aparent2_logodds.onnx", "", 205)]
    [InlineData("framepool_50nt.onnx", "", 50)]
    [InlineData("framepool_combined_residual.onnx", "", 90)]
    [InlineData("mmsplice_donor_18nt.onnx", "logit", 18)]
    [InlineData("mmsplice_acceptor_53nt.onnx", "prob", 53)]
    [InlineData("architectures/Basset.onnx", "#[3]", 600)]
    [InlineData("architectures/Basset_batch1.onnx", "#[3]", 600)]
    [InlineData("architectures/DeepSTARR.onnx", "#[1]", 249)]
    [InlineData("architectures/BPNet_ChromBPNet.onnx", "`366`", 2114)]
    [InlineData("architectures/Basenji2.onnx", "mean(#[20:30,7])", 8192)]
    [InlineData("architectures/DanQ.onnx", "#[3]", 1000)]
    [InlineData("deepatt_yeast_promoter.onnx", "", 110)]
    public void DeepShap_OfAModel_AddsUpWithinOneTenthOfAThousandth(string file, string target, int length)
    {
        LoadedModel loaded = ModelLoader.Load(SharedFactAttribute.Path("models/" + file));
        string output = loaded.Onnx.Facts.Outputs[0].Name;
        using OnnxSequenceModel model = loaded.Open(target.Length == 0 ? [] : [target.Replace("#", $"`{output}`", StringComparison.Ordinal)], new ModelOptions { Threads = 1 });
        var random = SeededRandom.Stream(1, file);
        var letters = new byte[length];
        for (int i = 0; i < length; i++) letters[i] = (byte)random.NextInt(4);
        NamedSequence[] sequences = [new("s", letters)];
        var options = new AttributionOptions { Method = AttributionMethod.DeepShap, Shuffles = 2 };
        var jobs = new DeepShap(sequences, new SequenceBaselines(options, model.Alphabet, model.Multipliers.MissingFill, 1), 4, 1, model.Multipliers.MissingFill);
        PointEvaluator.Run(model.Multipliers, jobs, 2, 1);
        Assert.InRange(jobs.Delta(0, 0), 0, 1e-4);
        Assert.NotEqual(jobs.Prediction(0)[0], jobs.BaselinePrediction(0, 0));
    }
}
