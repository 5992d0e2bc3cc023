using GenoXai.Tests.Onnx;
using GenoXai.Tests.Sensitivity;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai sensx</c> on models of features that are registered, of open width, or of other outputs.</summary>
public sealed partial class SensxCommandTests
{
    [Fact]
    public void Sensx_OfARegisteredModelOfFeatures_IsThatOfItsFile()
    {
        _folder.Write("features.json", """{"id":"cells","input":{"name":"x","axes":"features"},"targets":[{"name":"score","output":"y"},{"name":"chance","output":"y","unit":"probability"}]}""");
        string home = _folder.Path("home");
        Assert.Equal(0, GenoXaiProcess.Run("model", "add", _folder.Path("m.onnx"), "--manifest", _folder.Path("features.json"), "--home", home).ExitCode);
        Table("x.npy", 2);
        string[] common = ["--domain=-1,1", "--samples", "50", "--walks", "10"];
        Assert.Equal(0, Run("x.npy", "file", common).ExitCode);
        string[] command = ["sensx", "--home", home, "--data", _folder.Path("x.npy"), .. common, "--model"];
        foreach (string target in new[] { "score", "0" })
        {
            ProcessResult result = GenoXaiProcess.Run([.. command, "cells", "--target", target, "--out", _folder.Path(target)]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Equal(Scores("file"), Scores(target));
        }

        Assert.False(Record("score").GetBoolean("probability"));
        Assert.Equal(0, GenoXaiProcess.Run([.. command, "cells", "--target", "chance", "--out", _folder.Path("chance")]).ExitCode);
        Assert.True(Record("chance").GetBoolean("probability"));

        ProcessResult unknown = GenoXaiProcess.Run([.. command, "other", "--out", _folder.Path("none")]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("no model is registered under that id", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensx_OfAModelOfOpenWidth_TakesTheWidthOfTheTable()
    {
        VectorOnnx.Mean().Save(_folder.Path("m.onnx"));
        Table("x.npy", 3);
        string[] common = ["--domain=-1,1", "--samples", "50", "--walks", "10"];
        Assert.Equal(0, Run("x.npy", "rows", common).ExitCode);
        Assert.All(Scores("rows"), static s => Assert.Equal(1 / 6.0, s, 1e-4));
        Assert.Equal(18, Scores("rows").Length);
        Assert.Equal(0, Run("x.npy", "columns", [.. common, "--inputs", "columns"]).ExitCode);
        Assert.Equal(18, Scores("columns").Length);
        Assert.All(Scores("columns"), static s => Assert.Equal(1 / 3.0, s, 1e-4));
        VectorOnnx.SaveNpy(_folder.Path("cube.npy"), Values(3), 3, 2, 3);
        ProcessResult refused = Run("cube.npy", "cube", common);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("rows of (2, 3) do not settle its 1", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensx_OfAModelOfManyNumbers_AsksForOne()
    {
        VectorOnnx.Linear(Weights, Weights).Save(_folder.Path("two.onnx"));
        Table("x.npy", 2);
        ProcessResult result = GenoXaiProcess.Run("sensx", "--model", _folder.Path("two.onnx"), "--data", _folder.Path("x.npy"), "--out", _folder.Path("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has 2 numbers per row", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensx_OfAModelWhoseOutputIsNotOneNumberPerRow_IsRefusedBeforeAnyWork()
    {
        new TestGraph().Input("x", "N", 6).Output("y").Node("ReduceMean", "x", "y", ("keepdims", 0L)).Save(_folder.Path("m.onnx"));
        Table("x.npy", 2);
        ProcessResult result = Run("x.npy", "out");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("its first axis is not the batch", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }
}
