using System.Text.Json;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>The JSON header of a sketch file: all but the tables, fields always in the same order.</summary>
/// <param name="Domain">Alphabet and length.</param>
/// <param name="BaseValue">F[0].</param>
/// <param name="Tables">Number of tables that follow.</param>
/// <param name="Notes">The decoder's notes.</param>
/// <param name="Quality">R² and its kin.</param>
/// <param name="Provenance">Model, target, decoder, seed, rows.</param>
internal sealed record SketchFileHeader(
    SketchDomain Domain, double BaseValue, int Tables, IReadOnlyList<string> Notes, SketchQuality Quality, SketchProvenance Provenance)
{
    private const string FormatName = "genoxai-sketch";

    public static byte[] Write(Sketch sketch)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            DecodedFunction function = sketch.Function;
            json.WriteStartObject();
            json.WriteString("format", FormatName);
            json.WriteString("created_by", sketch.Provenance.CreatedBy);
            json.WriteString("alphabet", function.Domain.Alphabet.Letters);
            json.WriteNumber("length", function.Domain.Length);
            if (function.Domain.Allowed is { } allowed)
            {
                json.WriteStartArray("allowed_letters");
                for (int position = 0; position < allowed.Length; position++) json.WriteStringValue(allowed[position]);
                json.WriteEndArray();
            }

            json.WriteNumber("base_value", function.BaseValue);
            json.WriteNumber("tables", function.Tables.Count);
            json.WriteStartArray("notes");
            foreach (string note in function.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            WriteQuality(json, sketch.Quality);
            WriteProvenance(json, sketch.Provenance);
            json.WriteEndObject();
        }

        return buffer.Length <= SketchFileLayout.LongestHeader
            ? buffer.ToArray()
            : throw new ArgumentException($"The header needs {buffer.Length} bytes; notes and options must be shorter.", nameof(sketch));
    }

    public static SketchFileHeader Read(ReadOnlyMemory<byte> utf8, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            var root = new SketchFileField(document.RootElement, "", name);
            if (root["format"].Text() != FormatName) throw root["format"].Wrong($"\"{FormatName}\"");
            return new SketchFileHeader(
                ReadDomain(root),
                root["base_value"].Number(),
                root["tables"].Count(0),
                [.. root["notes"].Items().Select(static note => note.Text())],
                ReadQuality(root["quality"]),
                ReadProvenance(root["provenance"], root["created_by"].Text()));
        }
        catch (JsonException error)
        {
            throw SketchFileField.Fail(name, "its header is not valid JSON", error);
        }
    }

    private static SketchDomain ReadDomain(SketchFileField root)
    {
        Alphabet alphabet = ReadAlphabet(root["alphabet"]);
        int length = root["length"].Count(1);
        if (!root.Has("allowed_letters")) return new SketchDomain(alphabet, length);
        string[] letters = [.. root["allowed_letters"].Items().Select(static position => position.Text())];
        if (letters.Length != length) throw root["allowed_letters"].Wrong($"a list of {length} texts");
        try
        {
            return new SketchDomain(new AllowedLetters(alphabet, letters));
        }
        catch (InputException error)
        {
            throw SketchFileField.Fail(root.File, $"its header names impossible {error.Message}", error);
        }
    }

    private static Alphabet ReadAlphabet(SketchFileField field)
    {
        try
        {
            return new Alphabet(field.Text());
        }
        catch (InputException error)
        {
            throw SketchFileField.Fail(field.File, $"its header names an impossible {error.Message}", error);
        }
    }

    private static void WriteQuality(Utf8JsonWriter json, SketchQuality quality)
    {
        json.WriteStartObject("quality");
        WriteOptional(json, "r2", quality.R2);
        WriteOptional(json, "r2_standard_error", quality.R2StandardError);
        json.WriteNumber("test_rows", quality.TestRows);
        json.WriteNumber("residual_variance", quality.ResidualVariance);
        json.WriteStartArray("energy_by_order");
        foreach (double energy in quality.EnergyByOrder) json.WriteNumberValue(energy);
        json.WriteEndArray();
        if (quality.PhiBand is { } band)
        {
            json.WriteStartArray("phi_band");
            foreach (double width in band) json.WriteNumberValue(width);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static SketchQuality ReadQuality(SketchFileField field) => new(
        field["r2"].NumberOrNull(),
        field["r2_standard_error"].NumberOrNull(),
        field["test_rows"].Count(0),
        field["residual_variance"].Number(),
        [.. field["energy_by_order"].Items().Select(static energy => energy.Number())])
    {
        // Files made before there were bands lack it.
        PhiBand = field.Optional("phi_band") is { } band ? [.. band.Items().Select(static width => width.Number())] : null,
    };

    private static void WriteProvenance(Utf8JsonWriter json, SketchProvenance provenance)
    {
        json.WriteStartObject("provenance");
        json.WriteString("model_id", provenance.ModelId);
        json.WriteString("model_sha256", provenance.ModelSha256);
        json.WriteString("target", provenance.Target);
        json.WriteString("target_unit", provenance.TargetUnit);
        json.WriteString("decoder", provenance.Decoder);
        WriteTexts(json, "decoder_options", provenance.DecoderOptions);
        json.WriteNumber("seed", provenance.Seed);
        json.WriteStartObject("rows");
        json.WriteNumber("training", provenance.Rows.Training);
        json.WriteNumber("validation", provenance.Rows.Validation);
        json.WriteNumber("test", provenance.Rows.Test);
        json.WriteNumber("probes", provenance.Rows.Probes);
        json.WriteEndObject();
        WriteTexts(json, "input_conventions", provenance.InputConventions);
        json.WriteEndObject();
    }

    private static SketchProvenance ReadProvenance(SketchFileField field, string createdBy) => new()
    {
        ModelId = field["model_id"].Text(),
        ModelSha256 = field["model_sha256"].Text(),
        Target = field["target"].Text(),
        TargetUnit = field["target_unit"].TextOrNull(),
        Decoder = field["decoder"].Text(),
        DecoderOptions = field["decoder_options"].Texts(),
        Seed = field["seed"].Integer(long.MinValue),
        Rows = new SketchRows(field["rows"]["training"].Integer(0), field["rows"]["validation"].Integer(0), field["rows"]["test"].Integer(0))
        {
            // Files made before decoders asked for rows lack it.
            Probes = field["rows"].Optional("probes")?.Integer(0) ?? 0,
        },
        CreatedBy = createdBy,
        InputConventions = field["input_conventions"].Texts(),
    };

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts.OrderBy(static pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
