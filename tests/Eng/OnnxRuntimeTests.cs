using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Tests.Eng;

public sealed class OnnxRuntimeTests
{
    [Fact]
    public void NativeLibrary_ComesWithTheBuild_InTheVersionThatTheFullFeedNames()
    {
        string props = File.ReadAllText(Path.Combine(BuildFolder.Repository, "Directory.Packages.props"));
        string named = Regex.Match(props, "\"Microsoft.ML.OnnxRuntime\" Version=\"([^\"]+)\"").Groups[1].Value;

        Assert.Equal(named, OrtEnv.Instance().GetVersionString());
        Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
    }
}
