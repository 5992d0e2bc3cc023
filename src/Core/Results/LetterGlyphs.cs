using System.Globalization;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>
/// Shapes of the letters A to Z, drawn here so that a logo needs no font and looks the same
/// everywhere. Each fills a box of 100 by 100, y downwards; holes run against the outline.
/// </summary>
internal static class LetterGlyphs
{
    private static readonly Dictionary<char, Step[]> Shapes = Parse();

    /// <summary>Appends a letter, stretched into a box.</summary>
    /// <param name="path">The path data so far.</param>
    /// <param name="letter">The letter; others than A to Z become a plain block.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="top">Edge where the letter's head is; below <paramref name="bottom"/>'s number for an upright letter, above it for a mirrored one.</param>
    /// <param name="width">Width of the box.</param>
    /// <param name="bottom">Edge where the letter's feet are.</param>
    public static void Append(StringBuilder path, char letter, double x, double top, double width, double bottom)
    {
        if (!Shapes.TryGetValue(letter, out Step[]? shape)) shape = Shapes[' '];
        foreach (Step step in shape)
        {
            path.Append(step.Command);
            if (step.Command == 'Z') continue;
            path.Append(SvgDrawing.Number(x + step.X / 100 * width)).Append(' ').Append(SvgDrawing.Number(top + step.Y / 100 * (bottom - top)));
        }
    }

    private static Dictionary<char, Step[]> Parse()
    {
        var shapes = new Dictionary<char, Step[]> { [' '] = [new('M', 0, 0), new('L', 100, 0), new('L', 100, 100), new('L', 0, 100), new('Z', 0, 0)] };
        foreach (string line in Outlines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var steps = new List<Step>();
            string[] tokens = line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 0; i < tokens.Length; i++)
            {
                // A curve's second and third point carry no command of their own.
                char command = char.IsLetter(tokens[i][0]) ? tokens[i][0] : ' ';
                steps.Add(command == 'Z' ? new Step('Z', 0, 0) : new Step(command, Number(tokens[i].TrimStart(command)), Number(tokens[++i])));
            }

            shapes[line[0]] = [.. steps];
        }

        return shapes;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private readonly record struct Step(char Command, double X, double Y);

    private const string Outlines = """
        A M0 100 L36 0 L64 0 L100 100 L75 100 L68 78 L32 78 L25 100 Z M38 60 L62 60 L50 21 Z
        B M0 0 L58 0 C82 0 94 10 94 26 C94 37 88 45 78 48 C92 51 100 60 100 73 C100 90 86 100 60 100 L0 100 Z M24 17 L24 41 L54 41 C65 41 70 37 70 29 C70 21 65 17 54 17 Z M24 57 L24 83 L56 83 C69 83 75 79 75 70 C75 61 69 57 56 57 Z
        C M100 33 C96 12 78 0 53 0 C20 0 0 20 0 50 C0 80 20 100 53 100 C78 100 96 88 100 66 L76 66 C73 77 66 82 53 82 C35 82 24 70 24 50 C24 30 35 18 53 18 C66 18 73 23 76 33 Z
        D M0 0 L46 0 C80 0 100 19 100 50 C100 81 80 100 46 100 L0 100 Z M24 18 L24 82 L44 82 C65 82 76 70 76 50 C76 30 65 18 44 18 Z
        E M0 0 L100 0 L100 19 L26 19 L26 40 L92 40 L92 58 L26 58 L26 81 L100 81 L100 100 L0 100 Z
        F M0 0 L100 0 L100 19 L27 19 L27 42 L90 42 L90 61 L27 61 L27 100 L0 100 Z
        G M100 31 C95 11 78 0 53 0 C20 0 0 20 0 50 C0 80 20 100 52 100 C72 100 88 93 100 82 L100 46 L54 46 L54 63 L77 63 L77 74 C71 79 63 82 53 82 C35 82 24 70 24 50 C24 30 35 18 53 18 C64 18 72 22 76 31 Z
        H M0 0 L25 0 L25 39 L75 39 L75 0 L100 0 L100 100 L75 100 L75 58 L25 58 L25 100 L0 100 Z
        I M10 0 L90 0 L90 17 L63 17 L63 83 L90 83 L90 100 L10 100 L10 83 L37 83 L37 17 L10 17 Z
        J M74 0 L100 0 L100 66 C100 88 82 100 50 100 C20 100 0 88 0 64 L25 64 C25 77 34 82 50 82 C66 82 74 77 74 65 Z
        K M0 0 L25 0 L25 40 L69 0 L100 0 L52 43 L100 100 L69 100 L35 58 L25 67 L25 100 L0 100 Z
        L M0 0 L27 0 L27 81 L100 81 L100 100 L0 100 Z
        M M0 0 L28 0 L50 60 L72 0 L100 0 L100 100 L79 100 L79 36 L58 92 L42 92 L21 36 L21 100 L0 100 Z
        N M0 0 L26 0 L76 66 L76 0 L100 0 L100 100 L75 100 L24 33 L24 100 L0 100 Z
        O M50 0 C80 0 100 20 100 50 C100 80 80 100 50 100 C20 100 0 80 0 50 C0 20 20 0 50 0 Z M50 18 C33 18 24 30 24 50 C24 70 33 82 50 82 C67 82 76 70 76 50 C76 30 67 18 50 18 Z
        P M0 0 L58 0 C86 0 100 12 100 32 C100 52 86 64 58 64 L25 64 L25 100 L0 100 Z M25 18 L25 46 L56 46 C69 46 75 41 75 32 C75 23 69 18 56 18 Z
        Q M50 0 C80 0 100 20 100 50 C100 80 80 100 50 100 C20 100 0 80 0 50 C0 20 20 0 50 0 Z M50 18 C33 18 24 30 24 50 C24 70 33 82 50 82 C67 82 76 70 76 50 C76 30 67 18 50 18 Z M52 62 L70 62 L100 100 L76 100 Z
        R M0 0 L58 0 C86 0 100 12 100 31 C100 46 91 56 75 60 L100 100 L71 100 L49 62 L25 62 L25 100 L0 100 Z M25 18 L25 45 L56 45 C69 45 75 40 75 31 C75 23 69 18 56 18 Z
        S M97 30 C94 11 78 0 50 0 C21 0 4 11 4 29 C4 46 15 53 42 58 C66 62 74 64 74 71 C74 79 66 83 51 83 C35 83 26 78 24 66 L0 66 C2 88 20 100 50 100 C81 100 100 89 100 70 C100 52 87 45 61 40 C37 36 28 34 28 27 C28 20 36 17 49 17 C63 17 71 21 73 30 Z
        T M0 0 L100 0 L100 19 L62 19 L62 100 L38 100 L38 19 L0 19 Z
        U M0 0 L24 0 L24 60 C24 76 33 82 50 82 C67 82 76 76 76 60 L76 0 L100 0 L100 62 C100 88 81 100 50 100 C19 100 0 88 0 62 Z
        V M0 0 L27 0 L50 72 L73 0 L100 0 L63 100 L37 100 Z
        W M0 0 L20 0 L31 66 L42 10 L58 10 L69 66 L80 0 L100 0 L81 100 L60 100 L50 46 L40 100 L19 100 Z
        X M0 0 L30 0 L50 34 L70 0 L100 0 L66 49 L100 100 L70 100 L50 65 L30 100 L0 100 L34 49 Z
        Y M0 0 L29 0 L50 38 L71 0 L100 0 L62 58 L62 100 L38 100 L38 58 Z
        Z M0 0 L100 0 L100 18 L36 81 L100 81 L100 100 L0 100 L0 82 L64 19 L0 19 Z
        """;
}
