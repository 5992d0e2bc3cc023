namespace GenoXai.Local.Reports;

/// <summary>Keeps the few largest of many things by absolute value; of equals those offered first.</summary>
/// <param name="capacity">How many are kept.</param>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class Strongest<T>(int capacity)
{
    private readonly List<(double Size, T Item)> _items = [];

    /// <summary>Whether a value would be kept.</summary>
    public bool Wants(double value) => double.IsFinite(value) && (_items.Count < capacity || Math.Abs(value) > _items[^1].Size);

    /// <summary>Offers a thing.</summary>
    public void Offer(double value, T item)
    {
        if (!Wants(value)) return;
        double size = Math.Abs(value);
        int at = _items.Count;
        while (at > 0 && _items[at - 1].Size < size) at--;
        _items.Insert(at, (size, item));
        if (_items.Count > capacity) _items.RemoveAt(capacity);
    }

    /// <summary>What was kept, the largest first.</summary>
    public IEnumerable<T> Items => _items.Select(static entry => entry.Item);
}
