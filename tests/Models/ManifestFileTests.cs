using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Models;

/// <summary>A manifest with anything wrong in it is refused with a message, never with another exception.</summary>
public sealed class ManifestFileTests
{
    private const string Good = """{"id":"m","input":{"name":"x","axes":"NLC","length":10},"constants":[{"name":"c","shape":[2],"values":[1,2]}],"targets":[{"name":"y","output":"y"}]}""";

    [Theory]
    [InlineData("\"constants\":[{\"name\":\"c\",\"shape\":[2],\"values\":[1,2]}]", "\"constants\":[null]", "an element of constants is null")]
    [InlineData("\"targets\":[{\"name\":\"y\",\"output\":\"y\"}]", "\"targets\":[null]", "an element of targets is null")]
    [InlineData("{\"name\":\"x\",\"axes\":\"NLC\",\"length\":10}", "null", "input is null")]
    [InlineData("[2]", "[2147483647,2147483647,2147483647]", "needs 9.9")]
    [InlineData("[2]", "[0]", "every size is 1 or more")]
    [InlineData("[1,2]}", "[1,2]},{\"name\":\"c\",\"shape\":[2],\"values\":[1,2]}", "given twice")]
    [InlineData("{\"name\":\"y\"", "{\"name\":null", "give it a name")]
    [InlineData("{\"name\":\"y\"", "{\"name\":\"a\\tb\"", "give it a name")]
    [InlineData("\"id\":\"m\"", "\"id\":null", "1 to 100 letters")]
    public void Parse_OfAWrongField_SaysWhichOne(string from, string to, string expected)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        Assert.Equal("m", Parse(Good).Id);
        Assert.Contains(expected, Assert.Throws<InputException>(() => Parse(Good.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfEveryFieldReplacedByEveryKindOfValue_NeverFailsOtherwise()
    {
        string[] values = ["null", "5", "-1", "1e300", "\"\"", "\"zz\"", "[]", "{}", "[null]", "true", "2147483648"];
        string[] fields = ["\"m\"", "\"x\"", "\"NLC\"", "10", "\"c\"", "[2]", "[1,2]", "\"y\""];
        foreach (string field in fields)
        {
            foreach (string value in values)
            {
                try
                {
                    Parse(Good.Replace(field, value, StringComparison.Ordinal));
                }
                catch (InputException)
                {
                    // What a wrong manifest must give.
                }
            }
        }
    }

    private static ModelManifest Parse(string json) => ManifestFile.Parse(System.Text.Encoding.UTF8.GetBytes(json), "m.json");
}
