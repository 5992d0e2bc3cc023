using System.CommandLine;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Commands;

/// <summary>The options of <c>genoxai sketch</c> that decode saved samples without a model, and what they exclude.</summary>
internal sealed class SavedSampleOptions
{
    private readonly Option<string?> _samples = new("--samples") { Description = "Saved samples of a design, float64 little-endian, to decode without a model; needs --design and --decoder paper or qsft." };
    private readonly Option<string?> _design = new("--design") { Description = "Text file of the samples' matrices and delays." };
    private readonly Option<string?> _test = new("--test") { Description = "Test rows for the samples' sketch: a line per row, digits and value with a comma between." };
    private readonly Option<string> _testValues = new("--test-values") { Description = "Whether the samples' mean was taken off the test values: centred or raw.", DefaultValueFactory = static _ => "centred" };

    public void AddTo(Command command)
    {
        command.Add(_samples);
        command.Add(_design);
        command.Add(_test);
        command.Add(_testValues);
    }

    /// <summary>Whether saved samples are to be decoded.</summary>
    /// <exception cref="InputException">An option that belongs to them stands without them.</exception>
    public bool AreGiven(ParseResult parsed)
    {
        if (IsGiven(parsed, _samples)) return true;
        foreach (Option option in new Option[] { _design, _test, _testValues })
            if (IsGiven(parsed, option)) throw new InputException($"{option.Name}: belongs to --samples, which is missing. Give the file of saved samples.", "bad-option");
        return false;
    }

    /// <summary>What to decode.</summary>
    /// <exception cref="InputException">An option is missing, or belongs to sketching a model.</exception>
    public SavedSampleRequest RequestOf(ParseResult parsed, Command command, CommonOptions common, Option<string> decoder, Option<double?> noise)
    {
        HashSet<Option> allowed = [_samples, _design, _test, _testValues, decoder, noise, common.Alphabet, common.Out, common.Overwrite, common.Threads];
        foreach (Option option in command.Options)
        {
            if (!allowed.Contains(option) && IsGiven(parsed, option))
                throw new InputException($"{option.Name}: cannot be combined with --samples, which are decoded as they are and without a model. Leave out {option.Name}, or --samples.", "bad-option");
        }

        if (!IsGiven(parsed, decoder)) throw new InputException("--samples: say --decoder paper or --decoder qsft as well.", "bad-option");
        SketchDecoder kind = SketchCommand.DecoderOf(parsed.GetValue(decoder)!);
        if (kind is not (SketchDecoder.Paper or SketchDecoder.Qsft))
            throw new InputException($"--decoder {parsed.GetValue(decoder)}: saved samples of a design are decoded by paper or qsft.", "bad-option");
        string testValues = parsed.GetValue(_testValues)!;
        if (IsGiven(parsed, _testValues) && !IsGiven(parsed, _test)) throw new InputException("--test-values: belongs to --test, which is missing.", "bad-option");
        return new SavedSampleRequest
        {
            SamplesPath = parsed.GetValue(_samples)!,
            DesignPath = parsed.GetValue(_design) ?? throw new InputException("--samples: --design is missing; give the text file of the samples' matrices and delays.", "bad-option"),
            Decoder = kind,
            Alphabet = parsed.GetValue(common.Alphabet) is { } letters ? new Alphabet(letters) : Alphabet.Dna,
            NoiseStandardDeviation = parsed.GetValue(noise),
            TestPath = parsed.GetValue(_test),
            TestIsCentred = testValues switch
            {
                "centred" => true,
                "raw" => false,
                _ => throw new InputException($"--test-values {testValues}: centred or raw.", "bad-option"),
            },
            Threads = common.ThreadsOf(parsed),
        };
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
