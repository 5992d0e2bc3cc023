using System.Text;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Motif insertion in a submission: its options, and its backgrounds, which become the run's sequences.</summary>
internal static class InsertionSubmission
{
    private static readonly InsertionOptions Nothing = new() { Motifs = [] };

    public static InsertionOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        try
        {
            MotifSet? file = options.Motifs is { } text ? MotifReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "options.motifs") : null;
            IReadOnlyList<InsertedMotif> motifs = InsertedMotifs.Of(file, "options.motifs", options.Motif is { } names ? string.Join(',', names) : null, options.Word, out bool pair);
            var request = new InsertionOptions
            {
                Motifs = motifs,
                Pair = pair,
                Sampled = InsertedMotifs.IsSampled(options.Sites ?? "consensus"),
                ForwardOnly = options.ForwardOnly ?? false,
                Positions = options.Positions is { } positions ? InsertedMotifs.Positions(positions) : [],
                MostGap = options.MaxGap,
                GapStep = options.GapStep ?? 1,
                SketchId = options.Sketch,
            };
            request.Check();
            InsertionBackgrounds.Check(options.Backgrounds ?? InsertionOptions.DefaultBackgrounds, options.Length ?? 0);
            return request;
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
            return Nothing;
        }
    }

    /// <summary>The backgrounds: of the sequences that were sent, or random letters.</summary>
    public static IReadOnlyList<NamedSequence> Backgrounds(RunSubmission submission, LoadedModel model, List<Failure> failures)
    {
        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        int count = options.Backgrounds ?? InsertionOptions.DefaultBackgrounds;
        long seed = options.Seed ?? 1;
        // Options that are wrong have been found already.
        if (failures.Count > 0) return [];
        if (submission.Sequences is not null)
        {
            IReadOnlyList<NamedSequence> sent = SequenceIntake.Read(submission.Sequences, model.Alphabet, failures);
            if (options.Length is not null) failures.Add(new Failure("options.length", "bad-option", "options.length: is of random backgrounds; those of sequences have their length."));
            if (sent.Count > 0 && sent.Any(s => s.Length != sent[0].Length)) failures.Add(new Failure("sequences", "bad-sequence", "sequences: insertion needs backgrounds of one length; these have several."));
            return failures.Count > 0 ? [] : options.AsIs ?? false ? [.. sent.Take(count)] : [.. InsertionBackgrounds.Shuffled(sent, seed, count, model.Alphabet.Count)];
        }

        if (options.AsIs ?? false) failures.Add(new Failure("options.asIs", "bad-option", "options.asIs: says what is done with sequences; send them."));
        if ((options.Length ?? model.FixedLength) is { } length and > 0) return [.. InsertionBackgrounds.Random(seed, count, length, model.Alphabet.Count)];
        failures.Add(new Failure("options.length", "bad-option", "options.length: the model takes sequences of several lengths; say how long the backgrounds are, or send sequences."));
        return [];
    }
}
