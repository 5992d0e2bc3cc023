using System.CommandLine;
using GenoXai.Local.Commands;

namespace GenoXai.Local.Running;

/// <summary>The options of every command that shows rows to a model.</summary>
internal static class RunOptions
{
    public static void AddTo(Command command, CommonOptions common, bool sequences, bool replicas = false)
    {
        if (replicas) command.Add(common.Models);
        else command.Add(common.Model);
        command.Add(common.Manifest);
        command.Add(common.Alphabet);
        if (sequences) AddSequencesTo(command, common);
        command.Add(common.Target);
        command.Add(common.Out);
        command.Add(common.Overwrite);
        command.Add(common.Seed);
        command.Add(common.Threads);
        command.Add(common.Provider);
        command.Add(common.Batch);
        command.Add(common.ChunkRows);
        command.Add(common.DryRun);
        command.Add(common.Home);
    }

    /// <summary>The ways to say which sequences.</summary>
    public static void AddSequencesTo(Command command, CommonOptions common)
    {
        command.Add(common.Fasta);
        command.Add(common.Bed);
        command.Add(common.Genome);
        command.Add(common.RegionLength);
    }
}
