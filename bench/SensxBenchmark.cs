using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Bench;

/// <summary>
/// SensX against its peers and at scale. Arguments: <c>functions [INPUTS] [SEEDS] [MODELS] [NAMES]</c>: networks trained on the paper's
/// four functions; <c>wide MODEL.onnx DATA.npy PLANTED</c>: the race with KernelSHAP on many features;
/// <c>ladder [INPUTS] [MOST_ROWS] [MODELS] [NAMES]</c> and <c>ladder-wide MODEL.onnx DATA.npy PLANTED INPUTS MOST_ROWS</c>: rows and seconds at equal accuracy;
/// <c>rate MODEL.onnx DATA.npy [STEPS]</c>: rows a second of a walk against a bare loop of ONNX Runtime;
/// <c>fill MODEL.onnx DATA.npy [WALKS]</c>: the same of a narrow model, whose batches hold walks of several inputs.
/// </summary>
internal static class SensxBenchmark
{
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["functions", ..]:
                SensxFunctions.Run(Number(arguments, 1, 100), Number(arguments, 2, 5), arguments.Length > 3 ? arguments[3] : Path.Combine("bench", "sensx"),
                    arguments.Length > 4 ? arguments[4].Split(',') : ["xor", "orange_skin", "nonlinear_additive", "switch"]);
                return 0;
            case ["wide", { } model, { } data, { } planted]:
                SensxRace.Run(model, data, int.Parse(planted, CultureInfo.InvariantCulture));
                return 0;
            case ["ladder", ..]:
                SensxLadder.Run(arguments.Length > 3 ? arguments[3] : Path.Combine("bench", "sensx"), arguments.Length > 4 ? arguments[4].Split(',') : ["xor", "orange_skin", "nonlinear_additive"],
                    Number(arguments, 1, 100), Number(arguments, 2, 1_000_000));
                return 0;
            case ["ladder-wide", { } model, { } data, { } planted, { } inputs, { } most]:
                using (var reader = new NpyReader(File.OpenRead(data), data))
                    SensxLadder.Wide(model, reader.ReadAll<float>().Values, int.Parse(planted, CultureInfo.InvariantCulture), int.Parse(inputs, CultureInfo.InvariantCulture), int.Parse(most, CultureInfo.InvariantCulture));
                return 0;
            case ["rate", { } model, { } data, ..]:
                SensxRate.Run(model, data, Number(arguments, 3, 2000));
                return 0;
            case ["fill", { } model, { } data, ..]:
                SensxRate.Fill(model, data, Number(arguments, 3, 200));
                return 0;
            default:
                Console.Error.WriteLine("functions [INPUTS] [SEEDS] [MODELS] [NAMES] | wide MODEL.onnx DATA.npy PLANTED | ladder [INPUTS] [MOST_ROWS] [MODELS] [NAMES] | ladder-wide MODEL.onnx DATA.npy PLANTED INPUTS MOST_ROWS | rate MODEL.onnx DATA.npy [STEPS] | fill MODEL.onnx DATA.npy [WALKS]");
                return 2;
        }
    }

    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static int Number(string[] arguments, int index, int absent) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : absent;
}
