using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>The page of one run: what was run and found, how far to trust it, what it cost, its files and what it rests on.</summary>
internal static class RunReport
{
    /// <summary>Sequences whose pictures a page shows; the others are linked.</summary>
    public const int MostPictures = 6;

    /// <summary>What a page says of a run, by its method.</summary>
    private static readonly Dictionary<string, Action<HtmlReport, RunResults>> Sections = new(StringComparer.Ordinal)
    {
        ["predict"] = PredictionSections.Append,
        ["ism"] = MutagenesisSections.Append,
        ["taylor"] = TaylorSections.Append,
        ["attribute"] = AttributionSections.Append,
        ["occlusion"] = OcclusionSections.Append,
        ["variants"] = VariantSections.Append,
        ["interactions"] = InteractionSections.Append,
        ["attention"] = AttentionSections.Append,
        ["nodes"] = NodeSections.Append,
        ["filters"] = FilterSections.Append,
        ["insert"] = InsertSections.Append,
        ["perturb"] = PerturbationSections.Append,
        ["ablate"] = AblationSections.Append,
        ["sketch"] = SketchSections.Append,
        ["query"] = QuerySections.Append,
        ["global"] = GlobalSections.Append,
        ["sensx"] = SensxSections.Append,
        ["compare"] = CompareSections.Append,
        ["sanity"] = SanitySections.Append,
        ["motifs"] = MotifSections.Append,
        ["surrogate"] = SurrogateSections.Append,
    };

    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal) { "method", "warnings", "files", "notes", "energy_by_order", "delta_star" };

    /// <summary>Builds the page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="link">Makes a file's relative address from its name; null when the page lies where none leads to the run.</param>
    /// <exception cref="InputException">A file does not hold what it should; it is named.</exception>
    public static HtmlReport Build(RunResults run, Func<string, string>? link)
    {
        var page = new HtmlReport($"{Title(run)} of {run.Record.GetString("model")}");
        page.Warnings(run.Warnings);
        Action<HtmlReport, RunResults> append = run.Record.Has("replicas") ? ReplicaSections.Append
            : Sections.GetValueOrDefault(run.Method) ?? throw new InputException($"{run.Folder}: there is no report for the method \"{run.Method}\" yet; {string.Join(", ", Sections.Keys)} have one.", "unknown-method");
        append(page, run);

        page.Section("Files");
        if (link is not null) page.Files([.. run.Files.Append("run.json").Select(name => (link(name), Meaning(name, run)))]);
        else page.Table(["file", "holds"], run.Files.Append("run.json").Select(name => (IReadOnlyList<string>)[Path.GetFullPath(Path.Combine(run.Folder, name)), Meaning(name, run)]));
        page.Section("What this rests on");
        page.Paragraph("Every fact that the run recorded of itself. Each file was checked against its SHA-256 when this page was made.");
        page.Provenance([.. run.Record.Keys.Where(static key => !Elsewhere.Contains(key)).Select(key => (key.Replace('_', ' '), Text(run.Record.Get(key))))]);
        return page;
    }

    /// <summary>The facts that every run has, first its own.</summary>
    public static (string Name, string Value)[] Cost(RunResults run, params ReadOnlySpan<(string Name, string Value)> first)
    {
        RunRecord record = run.Record;
        long rows = record.GetInt64("model_rows");
        double seconds = record.GetDouble("seconds");
        List<(string, string)> facts = [.. first, ("model rows", ReportText.Count(rows)), ("time", ReportText.Duration(seconds))];
        if (rows > 0 && seconds > 0) facts.Add(("model rows per second", ReportText.Count((long)(rows / seconds))));
        return [.. facts];
    }

    /// <summary>The run's first pictures.</summary>
    public static void AppendPictures(HtmlReport page, RunResults run, string caption)
    {
        // A number begins the name of a sequence's picture; others are of all sequences.
        string[] pictures = [.. run.Pictures.Where(static name => char.IsAsciiDigit(name[0]))];
        if (pictures.Length == 0) page.Paragraph("The run drew no pictures; --pictures N draws those of the first N sequences.");
        foreach (string name in pictures.Take(MostPictures)) page.Figure(run.ReadPicture(name), name == pictures[0] ? caption : "");
        if (pictures.Length > MostPictures) page.Paragraph($"{ReportText.Of(pictures.Length - MostPictures, "more picture")} {(pictures.Length == MostPictures + 1 ? "is" : "are")} among the files below.");
    }

    private static string Title(RunResults run) => run.Method switch
    {
        "ism" => "In-silico mutagenesis",
        "taylor" => "Taylor ISM",
        "attribute" => "Attribution",
        "occlusion" => "Occlusion",
        "perturb" => "Perturbations",
        "attention" => "Attention",
        "interactions" => "Interactions",
        "filters" => "Filters",
        "insert" => "Motif insertion",
        "nodes" => "Node ablation",
        "variants" => "Variant effects",
        "predict" => "Predictions",
        "sketch" => "SHAP zero sketch",
        "sensx" => "SensX sensitivities",
        "query" => "SHAP zero explanations",
        "global" => "SHAP zero sketch as a whole",
        "compare" => "Comparison of explanations",
        "sanity" => "Test with random weights",
        "motifs" => "Motifs in attribution maps",
        "ablate" => "Ablation",
        "surrogate" => "Transparent surrogate",
        _ => run.Method,
    };

    private static string Meaning(string name, RunResults run) => name switch
    {
        "run.json" => "what was run, on what, at what cost",
        "ism.npz" or "taylor.npz" or "attribute.npz" when run.Record.Has("replicas") => "means over the replicas with standard errors, and agreement of each pair, for numpy",
        "ism.npz" => "values (effects), reference_prediction, one_hot, ids, for numpy",
        "ism.tsv" => "each sequence's strongest substitution",
        "taylor.npz" => "values (estimated effects), reference_prediction, one_hot, ids, and ism_check where it was checked, for numpy",
        "taylor.tsv" => "each sequence's strongest substitution",
        "taylor_global.tsv" => "mean effect of each letter at each position over all sequences",
        "taylor_check.tsv" => "how each sequence agrees with exact ISM",
        "attribute.npz" => "values, reference_prediction, one_hot, ids, and against baselines also hypothetical, for numpy",
        "attribute.tsv" => "each sequence's strongest position and how far its map adds up",
        "attribute_global.tsv" => "mean value of each letter at each position over all sequences",
        "modisco_sequences.npy" => "one-hot sequences for TF-MoDISco (-s)",
        "modisco_hypothetical.npy" => "hypothetical contributions for TF-MoDISco (-a)",
        "occlusion.npz" => "windows (effects), starts, values, reference_prediction, ids, for numpy",
        "occlusion.tsv" => "each sequence's strongest window",
        "perturb.npz" => "effects, sequence, starts, ends, names, reference_prediction, ids, for numpy",
        "perturb.tsv" => "the effect of each site",
        "motifs.tsv" when run.Method == "perturb" => "mean effects of all sites of a name",
        "attention.npz" => "attention, mean, layers, token_starts, token_ends, ids, and with --keep all maps, for numpy",
        "attention.tsv" => "the pairs of tokens of each sequence that have the most attention",
        "motif_pairs.tsv" => "pairs of motifs tested over all their sites",
        "pairs.tsv" when run.Method == "attention" => "pairs of tokens tested over all sequences",
        "interactions.npz" => "interactions of each pair of positions or features, reference_prediction, ids, for numpy",
        "interactions_global.tsv" => "mean interaction of each pair of positions over all sequences",
        "interactions_distance.tsv" => "mean interaction by distance",
        "insert.npz" => "predictions of every background and design, motif, start, reverse, one_hot, ids, for numpy",
        "insert.tsv" => "each motif's effect in each place",
        "pairs.tsv" => "what two motifs do together, by order, strands and distance",
        "sketch_comparison.tsv" => "how the model's interactions agree with the sketch's",
        "features_global.tsv" => "mean score of each two named features over all sequences",
        "features.tsv" => "each source and target: score, p-value, q-value",
        "nodes.npz" => "change of each target by each node, influence, mean_activation, reference_prediction, ids, for numpy",
        "nodes.tsv" => "the nodes, the most influential first",
        "nodes_sequences.tsv" => "each sequence's strongest nodes",
        "filters.npz" => "pfm, ppm, pwm, sites, thresholds and each sequence's strongest sites, for numpy",
        "filters.tsv" => "each filter: sites, activity, consensus, information, best known motif",
        "filters.meme" => "the filters' motifs",
        "annotations.tsv" => "the known motifs that fit each filter or motif, best first",
        "sites.tsv" => "each sequence's strongest word of every filter that is active in it",
        "variants.npz" => "reference_prediction, alternative_prediction, effect, ids, for numpy",
        "variants.tsv" => "each allele's predictions and effect",
        "measured.svg" => "effects against measured values",
        "skipped.tsv" => "alleles that were not shown to the model, and why",
        "predict.npz" => "predictions and ids, for numpy",
        "predictions.tsv" => "predictions as a table",
        "sketch.gxs" => "the sketch: give it to genoxai query --sketch",
        "sketch.npz" => "the test rows with the model's and the sketch's values",
        "sketch.rows" => "the model's values of the sketch's rows, for a later sketch with another budget or decoder",
        "supports.tsv" => "every table of the sketch, strongest first",
        "query.npz" => "phi, phi_band, base_value, prediction_from_sketch, ids, for numpy",
        "sensx.npz" => "score, standard_error, signed_effect, delta_star, profile, curves and ids, for numpy",
        "sensx.tsv" => "the ranked features of each input, at most 1,000",
        "inputs.tsv" => "each input's δ*, why, walks and areas",
        "query.tsv" => "each sequence's prediction and strongest position",
        "global.npz" => "mean_phi, mean_absolute_phi, count, pair_energy, energy_by_order, for numpy",
        "replicas.tsv" => "how far the replicas agree on each sequence",
        "surrogate.npz" => "scores, weights, pairs, prediction, surrogate, split, units, ids, for numpy",
        "surrogate.tsv" => "units and pairs with their weights",
        "contributions.tsv" => "what each unit and pair adds to each sequence, and where",
        "surrogate.meme" => "the motifs that have weights, the heaviest first",
        "ablate.npz" => "curves, areas, random_areas, shares, explanations, reference_prediction, ids, for numpy",
        "ablate.tsv" => "each sequence's areas",
        "ablate_curves.tsv" => "mean curves with standard errors",
        "sanity.npz" => "agreement with the model's own explanation, by sequence and step, for numpy",
        "sanity.tsv" => "the same as a table",
        "sanity_steps.tsv" => "agreement over all sequences at each step",
        "compare.npz" => "pearson, spearman, map_pearson, map_spearman, top_overlap, pairs, runs, ids, for numpy",
        "compare.tsv" => "agreement of each two runs on each sequence",
        "compare_pairs.tsv" => "agreement of each two runs over all sequences",
        "position_letter.tsv" => "mean φ and mean |φ| of each letter at each position",
        "motifs.meme" when run.Method == "motifs" => "the motifs as letter probabilities",
        "motifs.npz" => "probabilities, contributions, widths, seqlets, names, for numpy",
        "motifs.tsv" => "each motif's seqlets, consensus and mean score",
        "seqlets.tsv" => "every seqlet with the place and strand of its motif",
        "logos.svg" => "the motifs: letter probabilities and contributions",
        "motifs.meme" => "the stretches of positions that matter most, as letter probabilities",
        "interactions.tsv" when run.Method == "global" => "the strongest joint effects of letters, order by order",
        "interactions.tsv" when run.Method == "interactions" => "every interaction that was computed",
        "interactions.tsv" => "the strongest interactions of each sequence",
        _ when name.EndsWith(".bedgraph", StringComparison.Ordinal) => "values by position of the genome, for a genome browser",
        _ when name.EndsWith(".svg", StringComparison.Ordinal) => "picture",
        _ => $"of the {run.Method} run",
    };

    private static string Text(object? value) => value switch
    {
        null => "–",
        bool truth => truth ? "yes" : "no",
        double number => ReportText.Number(number),
        string[] texts => string.Join(", ", texts),
        double[] numbers => string.Join(", ", numbers.Select(ReportText.Number)),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
