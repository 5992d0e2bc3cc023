#!/usr/bin/python3
"""Measures what the figures of HOW.md say of the demo's model.

Run by hand: /usr/bin/python3 measure_demo_model.py [folder]; about five minutes on two cores.
Fits ridge regressions of order 1 and 2 on uniform random sequences, and compares what follows
from them with in-silico mutagenesis and with the truth.
"""
import json
import pathlib
import sys
import time

import numpy as np
import onnx
import onnx.numpy_helper
import torch

import demo_rule as rule
import train_demo_model as trainer

SEED = 7
TEST_ROWS = 10_000
RIDGES = (0.003, 0.01, 0.03, 0.1)
# Three columns of mean 0, variance 1 and no correlation over four equally likely letters.
CONTRASTS = torch.tensor([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], dtype=torch.float32)
FIRST, SECOND = np.triu_indices(rule.LENGTH, 1)


def load(path):
    """The ONNX file as the torch network it came from."""
    weights = [onnx.numpy_helper.to_array(t) for t in onnx.load(str(path)).graph.initializer]
    model = trainer.network()
    with torch.no_grad():
        for parameter, weight in zip(model.parameters(), weights):
            parameter.copy_(torch.from_numpy(weight.copy()))
    return model


class Surrogate:
    """f(x) = mean + sum of a table for each position and, for order 2, each pair of positions."""

    def __init__(self, x, y, order, ridge):
        z = self.columns(x)
        design = torch.cat([z.flatten(1), self.products(z)], 1) if order == 2 else z.flatten(1)
        self.mean = y.mean()
        self.weights = conjugate_gradients(design, torch.from_numpy((y - self.mean).astype(np.float32)), ridge)
        single = 3 * rule.LENGTH
        self.single = self.weights[:single].reshape(rule.LENGTH, 3)
        self.pair = torch.zeros(rule.LENGTH, 3, rule.LENGTH, 3)
        if order == 2:
            self.pair[FIRST, :, SECOND, :] = self.weights[single:].reshape(-1, 3, 3)

    @staticmethod
    def columns(x):
        return CONTRASTS[torch.as_tensor(x.astype(np.int64))]

    @staticmethod
    def products(z):
        return (z[:, FIRST, :, None] * z[:, SECOND, None, :]).flatten(1)

    def parts(self, x):
        """Per sequence and position: its own table's number, and the sum of its pairs' numbers."""
        z = self.columns(x)
        both_ways = (self.pair + self.pair.permute(2, 3, 0, 1)).reshape(3 * rule.LENGTH, -1)
        pairs = (z * (z.flatten(1) @ both_ways).reshape(z.shape)).sum(2)
        return (z * self.single).sum(2).numpy(), pairs.numpy()

    def predict(self, x):
        single, pairs = self.parts(x)
        return self.mean + single.sum(1) + pairs.sum(1) / 2

    def phi(self, x):
        """Shapley values: a table's number, shared evenly by its positions."""
        single, pairs = self.parts(x)
        return single + pairs / 2

    def strongest_pair(self, row):
        """The two positions whose pair counts most for one sequence (its largest Harsanyi dividend)."""
        z = self.columns(row)
        dividends = torch.einsum("ia,iajb,jb->ij", z, self.pair, z).abs().numpy()
        return np.unravel_index(dividends.argmax(), dividends.shape)

    def pair_energies(self):
        """Variance of each pair's table over uniform letters, (48, 48), upper half."""
        return (self.pair ** 2).sum((1, 3)).numpy()


def conjugate_gradients(design, y, ridge, steps=60):
    """Minimises |y - design w|^2 / rows + ridge |w|^2."""
    weights = torch.zeros(design.shape[1])
    residual = design.T @ y / len(y)
    direction, size = residual.clone(), float(residual @ residual)
    first = size
    for _ in range(steps):
        image = design.T @ (design @ direction) / len(y) + ridge * direction
        step = size / float(direction @ image)
        weights += step * direction
        residual -= step * image
        grown = float(residual @ residual)
        if grown < 1e-10 * first:
            break
        direction, size = residual + grown / size * direction, grown
    return weights


def r_squared(guess, y):
    return 1 - np.mean((guess - y) ** 2) / y.var()


def mutagenesis(model, x):
    """ISM mean-effect map on the letter that is there: (N, 48)."""
    reference = trainer.predict(model, x)
    effect = np.zeros(x.shape)
    for position in range(x.shape[1]):
        for shift in (1, 2, 3):
            changed = x.copy()
            changed[:, position] = (changed[:, position] + shift) % 4
            effect[:, position] += (reference - trainer.predict(model, changed)) / 3
    return effect


def kind_of_pair(i, j):
    """Which words a pair of positions belongs to when A starts at 7..9 and B at 30..32."""
    in_a, in_b = range(7, 15), range(30, 38)
    if i in in_a and j in in_b:
        return "A-B"
    return "within a word" if j - i < 6 else "other"


def report_pairs(surrogate, spread):
    energies = surrogate.pair_energies() / spread
    share = {}
    for i, j in zip(FIRST, SECOND):
        kind = kind_of_pair(i, j)
        share[kind] = share.get(kind, 0) + energies[i, j]
    print("  pair energy:", ", ".join(f"{kind} {value:.3f}" for kind, value in sorted(share.items())))
    for place in np.argsort(-energies[FIRST, SECOND])[:8]:
        i, j = FIRST[place], SECOND[place]
        table = torch.einsum("ab,xa,yb->xy", surrogate.pair[i, :, j, :], CONTRASTS, CONTRASTS).numpy()
        best = np.unravel_index(table.argmax(), table.shape)
        print(f"  positions {i},{j}: {energies[i, j]:.4f} of the variance, most with {rule.LETTERS[best[0]]}..{rule.LETTERS[best[1]]} (+{table.max():.3f})")


def report_sequences(surrogate, model, folder):
    examples = json.loads((folder / "truth.json").read_text())["sequences"]
    text = (folder / "sequences.fa").read_text().split()[1::2]
    x = np.array([rule.encode(sequence) for sequence in text])
    phi, ism = surrogate.phi(x), mutagenesis(model, x)
    print(f"  240 sequences: Pearson of phi and ISM {np.corrcoef(phi.ravel(), ism.ravel())[0, 1]:.3f};"
          f" of the sketch's and the model's predictions {np.corrcoef(surrogate.predict(x), trainer.predict(model, x))[0, 1]:.3f}")
    for group in trainer.GROUPS:
        rows = [k for k, example in enumerate(examples) if example["group"] == group]
        line = f"  {group}: Pearson {np.corrcoef(phi[rows].ravel(), ism[rows].ravel())[0, 1]:.3f}"
        inside = [np.isin(np.arange(rule.LENGTH), [p["start"] + o for p in examples[k]["planted"] for o in range(6)]) for k in rows]
        if inside[0].any():
            count = int(inside[0].sum())
            found = [np.mean([mask[np.argsort(-v[k])[:count]].mean() for k, mask in zip(rows, inside)]) for v in (phi, ism)]
            line += f"; of the {count} largest values, in planted words: phi {found[0]:.2f}, ISM {found[1]:.2f}"
        print(line)
    both = [k for k, example in enumerate(examples) if example["group"] == "both"]
    crossing = 0
    for k in both:
        starts = [p["start"] for p in examples[k]["planted"]]
        crossing += all(start <= position < start + 6 for start, position in zip(starts, surrogate.strongest_pair(x[k])))
    print(f"  strongest pair of the sequence joins its two planted words: {crossing} of {len(both)}")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    model = load(folder / "model.onnx")
    torch.set_num_threads(2)
    random = np.random.Generator(np.random.PCG64(SEED))
    x = random.integers(0, 4, (50_000, rule.LENGTH)).astype(np.int8)
    validation, test = (random.integers(0, 4, (TEST_ROWS, rule.LENGTH)).astype(np.int8) for _ in range(2))
    started = time.perf_counter()
    y = trainer.predict(model, x).astype(np.float64)
    print(f"torch: {(time.perf_counter() - started) / len(x) * 1e6:.1f} us a row, encoding included")
    y_validation, y_test = (trainer.predict(model, rows).astype(np.float64) for rows in (validation, test))
    print(f"uniform sequences: mean {y_test.mean():.3f}, standard deviation {y_test.std():.3f}")
    for rows in (20_000, 50_000):
        first = Surrogate(x[:rows], y[:rows], 1, 1e-4)
        print(f"{rows} rows: order 1 test R2 {r_squared(first.predict(test), y_test):.4f}")
        fits = [(ridge, Surrogate(x[:rows], y[:rows], 2, ridge)) for ridge in RIDGES]
        ridge, best = max(fits, key=lambda fit: r_squared(fit[1].predict(validation), y_validation))
        print(f"{rows} rows: order <= 2 test R2 {r_squared(best.predict(test), y_test):.4f} (ridge {ridge})")
        report_pairs(best, y_test.var())
        report_sequences(best, model, folder)


if __name__ == "__main__":
    main()
