namespace GenoXai.Local;

internal static class Program
{
    private static int Main() => 0;
}
