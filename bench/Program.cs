using GenoXai.Bench;

// dotnet run -c Release --project bench -- NAME
switch (args.FirstOrDefault())
{
    case "query":
        QueryBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("Give the name of a benchmark: query.");
        return 2;
}
