namespace GenoXai.Core.Sensitivity;

/// <summary>Some walks of one point; walks of several blocks share their batches.</summary>
/// <param name="X">The point, shape (D).</param>
/// <param name="Delta">δ*, above 0.</param>
/// <param name="FirstWalk">Number of the first walk.</param>
/// <param name="Walks">How many walks, 1 or more.</param>
/// <param name="Step">Told every step, walk by walk in order.</param>
public sealed record WalkBlock(float[] X, double Delta, int FirstWalk, int Walks, WalkStep Step);
