"""A plain twin of Tomtom's statistic (Gupta et al. 2007), in numpy and by another way than the product.

    /usr/bin/python3 make_tomtom.py

Writes queries.meme and targets.meme (random motifs) and expected.tsv: query, target, p_value, offset, strand.
Distributions are convolved as dictionaries, offsets are looped over one by one.
"""
import numpy as np

rng = np.random.default_rng(20)
BINS = 100


def motif(width):
    return rng.dirichlet([0.3] * 4, size=width).round(5)


def normal(rows):
    return rows / rows.sum(1, keepdims=True)


def meme(path, motifs):
    with open(path, "w") as f:
        f.write("MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n")
        for name, rows in motifs:
            f.write(f"\nMOTIF {name}\nletter-probability matrix: alength= 4 w= {len(rows)} nsites= 20\n")
            for row in rows:
                f.write(" ".join(f"{x:.5f}" for x in row) + "\n")


targets = [(f"t{i}", motif(int(rng.integers(4, 13)))) for i in range(12)]
queries = [(f"q{i}", motif(int(rng.integers(3, 10)))) for i in range(4)]
# One that hits: the other strand of a part of a target, with noise.
queries.append(("q4", normal(targets[5][1][1:8][::-1, ::-1] + 0.05).round(5)))
meme("targets.meme", targets)
meme("queries.meme", queries)

known = []
for name, rows in targets:
    rows = normal(rows)
    known += [(name, "+", rows), (name, "-", rows[::-1, ::-1])]
columns = np.concatenate([rows for _, _, rows in known])


def any_of(p, n):
    return -np.expm1(n * np.log1p(-p)) if p < 1 else 1.0


with open("expected.tsv", "w") as out:
    out.write("query\ttarget\tp_value\toffset\tstrand\n")
    for query, rows in queries:
        rows = normal(rows)
        w = len(rows)
        score = -np.sqrt(((rows[:, None, :] - columns[None]) ** 2).sum(2))
        medians = np.median(score, axis=1, keepdims=True)
        score -= medians
        low, high = score.min(), score.max()
        null = np.rint((score - low) * (BINS / (high - low))).astype(int)

        def tail(a, b, s):
            mass = {0: 1.0}
            for i in range(a, b):
                values, counts = np.unique(null[i], return_counts=True)
                step = {}
                for at, p in mass.items():
                    for v, c in zip(values, counts):
                        step[at + int(v)] = step.get(at + int(v), 0.0) + p * c / null.shape[1]
                mass = step
            return sum(p for at, p in sorted(mass.items()) if at >= s)

        first = 0
        best = {}
        for name, strand, target in known:
            v = len(target)
            for offset in range(1 - w, v):
                a, b = max(0, -offset), min(w, v - offset)
                s = sum(int(null[i, first + i + offset]) for i in range(a, b))
                p = tail(a, b, s)
                if name not in best or p < best[name][0] * (1 - 1e-12) or (p <= best[name][0] * (1 + 1e-12) and b - a > best[name][1]):
                    best[name] = (p, b - a, offset, strand, v)
            first += v
        for name, _ in targets:
            p, _, offset, strand, v = best[name]
            out.write(f"{query}\t{name}\t{any_of(any_of(p, w + v - 1), 2):.17g}\t{offset}\t{strand}\n")
