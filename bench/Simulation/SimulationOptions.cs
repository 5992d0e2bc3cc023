namespace GenoXai.Bench.Simulation;

/// <summary>
/// What is assumed of the cloud. None of it was measured there: limits are from its documentation, speeds and prices
/// are parameters for whoever knows theirs.
/// </summary>
internal sealed record SimulationOptions
{
    /// <summary>Model rows of the run.</summary>
    public long Rows { get; init; } = 10_000_000;

    /// <summary>Most GPU replicas.</summary>
    public int Replicas { get; init; } = 10;

    /// <summary>Rows of a chunk; the plan's limit.</summary>
    public int ChunkRows { get; init; } = 65_536;

    /// <summary>Model rows a second of one GPU.</summary>
    public double RowsPerSecond { get; init; } = 20_000;

    /// <summary>Seconds around the model's work of a chunk: reading its sequences, writing its predictions.</summary>
    public double ChunkOverheadSeconds { get; init; } = 0.5;

    /// <summary>Seconds from the decision to start a replica until it works: image, host, session.</summary>
    public double StartSeconds { get; init; } = 120;

    /// <summary>Seconds between two looks of the scaler at the queue.</summary>
    public double ScalerSeconds { get; init; } = 30;

    /// <summary>Seconds after which an idle replica goes.</summary>
    public double IdleSeconds { get; init; } = 300;

    /// <summary>Work items a replica holds at once; the second waits while the first computes.</summary>
    public int ItemsPerReplica { get; init; } = 2;

    /// <summary>Replicas lost per replica and hour.</summary>
    public double PreemptionsPerHour { get; init; } = 0.05;

    /// <summary>Seconds until the work of a lost replica is given to another.</summary>
    public double LockSeconds { get; init; } = 120;

    /// <summary>Share of attempts of an activity that fail for a passing reason.</summary>
    public double FailureShare { get; init; } = 0.001;

    /// <summary>Actions a second that the scheduler takes: a dedicated capacity unit.</summary>
    public double ActionsPerSecond { get; init; } = 2000;

    /// <summary>Seconds from a message's sending to its work.</summary>
    public double MessageSeconds { get; init; } = 0.05;

    /// <summary>Seconds of one turn of an orchestrator.</summary>
    public double TurnSeconds { get; init; } = 0.02;

    /// <summary>Rows a second that importing reads and cuts into chunks.</summary>
    public double ImportRowsPerSecond { get; init; } = 2_000_000;

    /// <summary>Rows a second that merging writes.</summary>
    public double MergeRowsPerSecond { get; init; } = 2_000_000;

    /// <summary>Price of a GPU replica's second, in any currency.</summary>
    public double GpuSecondPrice { get; init; } = 0.0005;

    /// <summary>Price of a million scheduler actions.</summary>
    public double MillionActionsPrice { get; init; } = 40;

    /// <summary>Price of ten thousand storage writes; a read costs a tenth.</summary>
    public double TenThousandWritesPrice { get; init; } = 0.06;

    /// <summary>Seed of failures and preemptions.</summary>
    public long Seed { get; init; } = 1;
}

/// <summary>What a simulated run came to.</summary>
internal sealed record SimulationFigures
{
    public int Chunks { get; set; }

    public double WallSeconds { get; set; }

    public double GpuSeconds { get; set; }

    public double GpuBusySeconds { get; set; }

    public long Actions { get; set; }

    public int LongestHistory { get; set; }

    public long LargestPayload { get; set; }

    public long StorageReads { get; set; }

    public long StorageWrites { get; set; }

    public int Preemptions { get; set; }

    public int Retries { get; set; }

    /// <summary>Seconds before the first replica worked.</summary>
    public double FirstStartSeconds { get; set; }

    /// <summary>Seconds of importing and merging.</summary>
    public double SerialSeconds { get; set; }

    public double CostOf(SimulationOptions options) =>
        GpuSeconds * options.GpuSecondPrice + Actions / 1e6 * options.MillionActionsPrice
        + (StorageWrites + StorageReads / 10.0) / 1e4 * options.TenThousandWritesPrice;

    /// <summary>Where most of the wall time went.</summary>
    public string BottleneckOf(SimulationOptions options)
    {
        double rows = GpuBusySeconds / options.Replicas;
        double actions = Actions / options.ActionsPerSecond;
        double waiting = Math.Max(0, WallSeconds - rows - FirstStartSeconds - SerialSeconds);
        (string Name, double Seconds)[] parts =
            [("model rows", rows), ("replica start", FirstStartSeconds), ("import and merge", SerialSeconds), (actions > waiting / 2 ? "scheduler actions" : "waves waiting for their last chunk", waiting)];
        return parts.MaxBy(static part => part.Seconds).Name;
    }
}
