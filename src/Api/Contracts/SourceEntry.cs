using System.Text.Json.Serialization;

namespace GenoXai.Api.Contracts;

/// <summary>A finished run that another run reads, as it was when that was posted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">How tables and pictures call it.</param>
/// <param name="Sha256">SHA-256 of its arrays.</param>
/// <param name="Target">ablate: which of its targets; null for the first.</param>
/// <param name="Part">Folder of one model's part of it, for a run on several; null for the run as a whole.</param>
public sealed record SourceEntry(string Id, string Name, string Sha256, string? Target = null, string? Part = null)
{
    /// <summary>How it is named in a request.</summary>
    [JsonIgnore]
    public string Reference => Part is null ? Id : $"{Id}/{Part}";

    /// <summary>Key of its artifacts; ends in a slash.</summary>
    [JsonIgnore]
    public string Folder => RunBook.FolderOf(Id) + (Part is null ? "" : Part + "/");
}
