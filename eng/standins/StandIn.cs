namespace GenoXai.StandIns;

internal static class StandIn
{
    /// <summary>What every stand-in that would have to do something says instead.</summary>
    internal static NotSupportedException CannotRun() => new(
        "This was compiled against the signature stand-ins of eng/standins, because the package feed is partial. "
        + "It cannot run: build it where the feed has the Azure Functions packages (see docs/building.md).");
}
