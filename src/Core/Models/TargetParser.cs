using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>Recursive-descent parser of <see cref="TargetExpression"/>'s grammar.</summary>
internal sealed class TargetParser(string text)
{
    private readonly List<string> _outputs = [];
    private int _at;
    private int _depth;
    private int _operators;

    public IReadOnlyList<string> Outputs => _outputs;

    public TargetNode ParseAll()
    {
        TargetNode node = ParseSum();
        if (Peek() != '\0') throw Bad($"unexpected '{text[_at]}'");
        return _outputs.Count > 0 ? node : throw Bad("no output of the model in it");
    }

    private TargetNode ParseSum()
    {
        if (++_depth > 100) throw Bad("too deeply nested");
        TargetNode node = ParseProduct();
        while (Peek() is '+' or '-') node = new BinaryNode(NextOperator(), node, ParseProduct());
        _depth--;
        return node;
    }

    private TargetNode ParseProduct()
    {
        TargetNode node = ParseFactor();
        while (Peek() is '*' or '/') node = new BinaryNode(NextOperator(), node, ParseFactor());
        return node;
    }

    /// <summary>A chain of operators is a tree as deep as it is long, and is evaluated by recursion: it must not be endless.</summary>
    private char NextOperator() => ++_operators <= 1000 ? text[_at++] : throw Bad("more than 1000 operators; use sum(…) over a range");

    private TargetNode ParseFactor()
    {
        char next = Peek();
        if (next == '-')
        {
            _at++;
            if (++_depth > 100) throw Bad("too deeply nested");
            TargetNode negated = new BinaryNode('-', new NumberNode(0), ParseFactor());
            _depth--;
            return negated;
        }

        if (next == '(')
        {
            _at++;
            TargetNode inner = ParseSum();
            Expect(')');
            return inner;
        }

        if (char.IsAsciiDigit(next) && !IsNumberedOutput()) return new NumberNode(ParseNumber());
        string name = ParseName();
        if (Peek() == '(') return ParseCall(name);
        if (!_outputs.Contains(name)) _outputs.Add(name);
        return new OutputNode(name, Peek() == '[' ? ParseIndices() : null);
    }

    /// <summary>Exporters call outputs 58 and the like; digits with an index behind them are such a name.</summary>
    private bool IsNumberedOutput()
    {
        int end = _at;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end < text.Length && text[end] == '[';
    }

    private TargetNode ParseCall(string name)
    {
        int start = _at;
        Expect('(');
        TargetNode inner = ParseSum();
        Expect(')');
        if (name is "sum" or "mean") return new ReductionNode(name, inner);
        if (FunctionNode.Known.TryGetValue(name, out Func<double, double>? function)) return new FunctionNode(name, function, inner);
        _at = start;
        throw Bad($"no function \"{name}\"; there are sum, mean, {string.Join(", ", FunctionNode.Known.Keys)}");
    }

    private List<(long? Start, long? End, bool IsSlice)> ParseIndices()
    {
        Expect('[');
        var indices = new List<(long?, long?, bool)>();
        do
        {
            long? start = Peek() == ':' ? null : ParseInteger();
            bool slice = Peek() == ':';
            if (slice) _at++;
            long? end = slice && Peek() is not (',' or ']') ? ParseInteger() : null;
            indices.Add((start, end, slice));
        }
        while (TryTake(','));
        Expect(']');
        return indices;
    }

    private string ParseName()
    {
        char quote = Peek();
        int start = _at;
        if (quote == '`')
        {
            int end = text.IndexOf('`', _at + 1);
            if (end < 0) throw Bad("a back quote that does not end");
            _at = end + 1;
            return text[(start + 1)..end];
        }

        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '.')) _at++;
        if (_at == start) throw Bad(quote == '\0' ? "ends where an output or a number should stand" : $"unexpected '{quote}'");
        return text[start.._at];
    }

    private long ParseInteger()
    {
        Peek();
        int start = _at;
        if (_at < text.Length && text[_at] == '-') _at++;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        return long.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Bad("a whole number is needed as an index");
    }

    private double ParseNumber()
    {
        int start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or 'e' or 'E' || (text[_at] is '-' or '+' && text[_at - 1] is 'e' or 'E'))) _at++;
        return double.TryParse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Bad("not a number");
    }

    private char Peek()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    private bool TryTake(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!TryTake(c)) throw Bad($"'{c}' is missing");
    }

    private InputException Bad(string reason) =>
        new($"target \"{text}\", column {_at + 1}: {reason}. Examples: y[2], profile[12,637], sum(profile[450:550,637]), y[2]-y[0], log2(y[1]).", "ambiguous-target");
}
