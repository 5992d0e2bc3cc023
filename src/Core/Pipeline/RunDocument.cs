using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The plan of a run as it lies in its journal: what was asked, of which model and sequences, and
/// how the rows are cut into chunks. Its presence means that the import is finished.
/// </summary>
public sealed record RunDocument
{
    /// <summary>Where it lies, below the run.</summary>
    public const string Key = RunKeys.Journal + "plan.json";

    /// <summary>Fingerprint of request, model, manifest and program version, see <see cref="RunIdentity"/>.</summary>
    public required string Identity { get; init; }

    /// <summary>SHA-256 over ids and letters of all sequences in order; empty for a sketch.</summary>
    public required string SequencesSha256 { get; init; }

    /// <summary>Rows of a batch.</summary>
    public required int BatchRows { get; init; }

    /// <summary>Number of sequences.</summary>
    public long Sequences { get; init; }

    /// <summary>Positions of the longest sequence.</summary>
    public int MaxLength { get; init; }

    /// <summary>Whether all sequences have that length.</summary>
    public bool SameLength { get; init; } = true;

    /// <summary>Missing letters in all sequences.</summary>
    public long MissingLetters { get; init; }

    /// <summary>Characters of the longest id.</summary>
    public int IdWidth { get; init; } = 1;

    /// <summary>Rows of all chunks.</summary>
    public long Rows { get; init; }

    /// <summary>The chunks.</summary>
    public IReadOnlyList<ChunkDocument> Chunks { get; init; } = [];

    /// <summary>Chunks before the end of each round of a sketch; empty for other runs.</summary>
    public IReadOnlyList<int> RoundEnds { get; init; } = [];

    /// <summary>Rows, from the first on, whose values a finished sketch left in the folder.</summary>
    public long ReusedRows { get; init; }

    /// <summary>32 bytes that no other run's chunk has.</summary>
    internal byte[] TagOf(int chunk) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Identity}\n{SequencesSha256}\n{chunk}")));

    /// <summary>As JSON.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RunJson.Default.RunDocument);

    /// <summary>Reads it; null when it is damaged.</summary>
    /// <param name="stream">Its content.</param>
    public static RunDocument? Read(Stream stream)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, RunJson.Default.RunDocument);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One chunk: some whole sequences, a part of a long one, or a run of sampled rows.</summary>
/// <param name="Input">Number of the sequence file; −1 for sampled rows.</param>
/// <param name="FirstRow">First row, counted from the start of that file or of the sample.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="IsLastOfInput">Whether the file's rows end here.</param>
public sealed record ChunkDocument(int Input, long FirstRow, int Rows, bool IsLastOfInput)
{
    /// <summary>SensX: how many inputs, one after another, whose units these are.</summary>
    public int Inputs { get; init; } = 1;
}

/// <summary>Keys of a run's artifacts, relative to the run.</summary>
public static class RunKeys
{
    /// <summary>Everything that goes when the run is done.</summary>
    public const string Journal = "journal/";

    /// <summary>The finished run's record.</summary>
    public const string Record = "run.json";

    /// <summary>The model's values of a finished sketch's uniform rows.</summary>
    public const string SketchRows = "sketch.rows";

    /// <summary>Sequences of some chunks.</summary>
    /// <param name="input">Number of the file.</param>
    public static string Input(int input) => FormattableString.Invariant($"{Journal}input-{input:D6}.part");

    /// <summary>Validation R² of a decoded round.</summary>
    /// <param name="round">Number of the round, from 0.</param>
    public static string Round(int round) => FormattableString.Invariant($"{Journal}round-{round:D3}.part");

    /// <summary>Letters of a set of probes.</summary>
    /// <param name="set">Number of the set, from 0.</param>
    public static string ProbeLetters(int set) => FormattableString.Invariant($"{Journal}probe-{set:D3}-letters.part");

    /// <summary>Predictions of a set of probes.</summary>
    /// <param name="set">Number of the set, from 0.</param>
    public static string ProbeRows(int set) => FormattableString.Invariant($"{Journal}probe-{set:D3}.part");

    /// <summary>Predictions of a chunk.</summary>
    /// <param name="chunk">Number of the chunk.</param>
    public static string Rows(int chunk) => FormattableString.Invariant($"{Journal}chunk-{chunk:D6}.part");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(RunRequest))]
internal sealed partial class RunJson : JsonSerializerContext;
