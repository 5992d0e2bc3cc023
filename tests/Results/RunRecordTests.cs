using System.Text;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Results;

public sealed class RunRecordTests
{
    private static RunRecord Sample => new RunRecord().Set("method", "ism").Set("centred", true).Set("seed", 7).Set("model_rows", 5_000_000_000)
        .Set("seconds", 0.125).Set("r2", double.NaN).Set("target", (string?)null).Set("energy_by_order", [0.5, 0.25])
        .Set("warnings", ["R² < 0.8 \"quoted\""]);

    [Fact]
    public void Write_KeepsTheOrderAndTheLettersOfTheFacts()
    {
        string expected = """
            {
              "method": "ism",
              "centred": true,
              "seed": 7,
              "model_rows": 5000000000,
              "seconds": 0.125,
              "r2": null,
              "target": null,
              "energy_by_order": [
                0.5,
                0.25
              ],
              "warnings": [
                "R² < 0.8 \"quoted\""
              ]
            }

            """.ReplaceLineEndings("\n");
        Assert.Equal(expected, Text(Sample));
    }

    [Fact]
    public void Read_OfAWrittenRecord_GivesTheSameRecord()
    {
        RunRecord read = Read(Text(Sample));
        Assert.Equal(Text(Sample), Text(read));
        Assert.Equal("ism", read.GetString("method"));
        Assert.True(read.GetBoolean("centred"));
        Assert.Equal(5_000_000_000, read.GetInt64("model_rows"));
        Assert.Equal(7.0, read.GetDouble("seed"));
        Assert.True(double.IsNaN(read.GetDouble("r2")));
        Assert.False(read.Has("r2"));
        Assert.Equal([0.5, 0.25], read.GetDoubles("energy_by_order"));
        Assert.Single(read.GetStrings("warnings"));
    }

    [Fact]
    public void Set_OfAKeyAgain_KeepsItsPlace() =>
        Assert.Equal(["a", "b"], new RunRecord().Set("a", 1).Set("b", 2).Set("a", 3).Keys);

    [Fact]
    public void Set_OfAKeyNotInSnakeCase_IsRefused() => Assert.Throws<ArgumentException>(() => new RunRecord().Set("modelRows", 1));

    [Theory]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{\"a\": {}}", "\"a\"")]
    [InlineData("{\"a\": [1, \"x\"]}", "\"a\"")]
    [InlineData("{\n\"a\": 1,\n!", "line 3")]
    public void Read_OfSomethingElse_SaysWhy(string json, string words) =>
        Assert.Contains(words, Assert.Throws<InputException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Get_OfAMissingOrOtherFact_NamesItAndTheFile()
    {
        RunRecord record = Read("{\"a\": 1}");
        Assert.Equal("run.json: \"b\" is missing; it holds a.", Assert.Throws<InputException>(() => record.GetInt64("b")).Message);
        Assert.Equal("run.json: \"a\" is not a text.", Assert.Throws<InputException>(() => record.GetString("a")).Message);
    }

    private static RunRecord Read(string json) => RunRecordFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "run.json");

    private static string Text(RunRecord record)
    {
        using var stream = new MemoryStream();
        RunRecordFile.Write(record, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
