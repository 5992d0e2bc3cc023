using GenoXai.Core.Models;

namespace GenoXai.Tests.Models;

public sealed class ManifestDefaultsTests
{
    [Fact]
    public void Parse_OfOnlyTheRequiredFields_KeepsEveryDefault()
    {
        ModelManifest manifest = ManifestFile.Parse(
            """{ "id": "m", "input": { "name": "x", "axes": "NCL" }, "targets": [ { "name": "t", "output": "y" } ] }"""u8.ToArray(), "manifest.json");

        Assert.Equal(new ModelManifest { Id = "m", Input = new ManifestInput { Name = "x", Axes = "NCL" } }.Input, manifest.Input);
        Assert.Equal("ACGT", manifest.Input.Alphabet);
        Assert.Equal("zero", manifest.Input.MissingLetter);
        Assert.Equal("", manifest.Licence);
        Assert.Empty(manifest.Constants);
        Assert.Equal(new ManifestTarget { Name = "t", Output = "y" }, Assert.Single(manifest.Targets));
        Assert.Equal("`y`", manifest.Targets[0].EffectiveExpression);
    }
}
