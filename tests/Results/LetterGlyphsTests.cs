using System.Text;
using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class LetterGlyphsTests
{
    [Fact]
    public void Append_OfEveryLetter_FillsItsBoxFromTopToBottom()
    {
        var seen = new HashSet<string>();
        for (char letter = 'A'; letter <= 'Z'; letter++)
        {
            var path = new StringBuilder();
            LetterGlyphs.Append(path, letter, 0, 10, 20, 50);
            Assert.Equal((10.0, 50.0), PictureChecks.Extent(path.ToString()));
            Assert.True(seen.Add(path.ToString()), $"{letter} looks like another letter");
        }
    }
}
