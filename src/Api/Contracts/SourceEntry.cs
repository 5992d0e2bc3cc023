namespace GenoXai.Api.Contracts;

/// <summary>A finished run that another run reads, as it was when that was posted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">How tables and pictures call it.</param>
/// <param name="Sha256">SHA-256 of its arrays.</param>
/// <param name="Target">ablate: which of its targets; null for the first.</param>
public sealed record SourceEntry(string Id, string Name, string Sha256, string? Target = null);
