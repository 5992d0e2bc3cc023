namespace GenoXai.Core.Results;

/// <summary>One motif of a MEME file.</summary>
/// <param name="Name">Its name: no white space, not empty.</param>
/// <param name="Probabilities">Width × q letter probabilities, row-major, letters in the order of the file's alphabet; each row sums to 1.</param>
/// <param name="Sites">How many sites the probabilities were made from (<c>nsites</c>), 1 or more; readers use it to weigh pseudocounts.</param>
public sealed record MemeMotif(string Name, double[] Probabilities, int Sites);
