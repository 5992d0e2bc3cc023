namespace GenoXai.Core.Results;

/// <summary>Colours and type that all pictures share: dark ink on white, so that they print and read the same everywhere.</summary>
internal static class PictureStyle
{
    public const string Fonts = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
    public const string Ink = "#1b1f27";
    public const string Muted = "#59616e";
    public const string Axis = "#8f97a3";
    public const string Grid = "#e7e9ed";
    public const string Missing = "#d5d8dd";
    public const string Blue = "#2b66a8";
    public const string Red = "#b8322c";
    public const string Pale = "#a9bdd6";
    public const string Span = "#6a4c9c";
    public const string SpanTint = "#f2eefa";
    public const double TitleSize = 15;
    public const double TextSize = 11.5;
    public const double TickSize = 10.5;
}
