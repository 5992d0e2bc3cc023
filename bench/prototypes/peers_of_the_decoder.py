"""LASSO and boosted trees beside the default decoder, on rows of a model: prototypes for decision 3.

    peers_of_the_decoder.py draw ROWS LENGTH > rows.fa      uniform DNA
    genoxai predict --model M --target T --fasta rows.fa --out predicted
    peers_of_the_decoder.py lasso|trees predicted/predict.npz rows.fa BUDGET ORDER

The first BUDGET rows are shown (a tenth of them validates), the last 20,000 test.
"""
import itertools
import sys

import numpy as np

LETTERS = "ACGT"
CONTRASTS = np.array([[1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]], float).T


def read(path):
    return np.array([[LETTERS.index(c) for c in line.strip()] for line in open(path) if line[0] != ">"])


def design(letters, order):
    """Products of orthonormal contrasts for every support up to an order, shape (rows, coefficients)."""
    encoded = CONTRASTS[letters].astype(np.float32)
    columns = []
    for size in range(1, order + 1):
        for support in itertools.combinations(range(letters.shape[1]), size):
            block = encoded[:, support[0], :]
            for position in support[1:]:
                block = (block[:, :, None] * encoded[:, position, None, :]).reshape(len(letters), -1)
            columns.append(block)
    return np.concatenate(columns, 1)


def r2(truth, fitted):
    return 1 - np.mean((truth - fitted) ** 2) / np.var(truth)


def lasso(train, validate, test, order):
    """Accelerated proximal gradients along a path of penalties; the penalty by validation."""
    (x, y), (xv, yv), (xt, yt) = train, validate, test
    mean, scale = y.mean(), y.std()
    a, b = design(x, order), ((y - mean) / scale).astype(np.float32)
    v = np.random.default_rng(0).normal(size=a.shape[1]).astype(np.float32)
    for _ in range(8):
        v = a.T @ (a @ v)
        norm = np.linalg.norm(v)
        v /= norm
    lipschitz = norm / len(y) * 1.05
    unseen, w, best = design(xv, order), np.zeros(a.shape[1], np.float32), (np.inf, 0, None)
    for penalty in [.1, .05, .03, .02, .014, .01, .007, .005, .0035, .0025, .0017, .0012]:
        z, t = w.copy(), 1.0
        for _ in range(60):
            new = z - a.T @ (a @ z - b) / len(y) / lipschitz
            new = np.sign(new) * np.maximum(np.abs(new) - penalty / lipschitz, 0)
            next_t = (1 + np.sqrt(1 + 4 * t * t)) / 2
            z, w, t = new + (t - 1) / next_t * (new - w), new, next_t
        error = np.mean((unseen @ w - (yv - mean) / scale) ** 2)
        if error < best[0]:
            best = (error, penalty, w.copy())
        elif error > best[0] * 1.05:
            break
    fitted = mean + scale * (design(xt, order) @ best[2])
    print(f"lasso, order {order}: test R2 {r2(yt, fitted):.4f}, penalty {best[1]}, {int((best[2] != 0).sum())} coefficients")


def grow(x, residual, rows, depth, least):
    count, total = len(rows), residual[rows].sum()
    if depth == 0 or count < 2 * least:
        return total / (count + 1)
    inside = x[rows]
    n1, s1 = inside.sum(0), residual[rows] @ inside
    n0, s0 = count - n1, total - s1
    gain = np.where((n1 >= least) & (n0 >= least), s1**2 / np.maximum(n1, 1) + s0**2 / np.maximum(n0, 1) - total * total / count, -1)
    best = int(gain.argmax())
    if gain[best] <= 0:
        return total / (count + 1)
    has = inside[:, best] > 0
    return best, grow(x, residual, rows[has], depth - 1, least), grow(x, residual, rows[~has], depth - 1, least)


def add(tree, x, rows, out, rate):
    if not isinstance(tree, tuple):
        out[rows] += rate * tree
        return
    has = x[rows, tree[0]] > 0
    add(tree[1], x, rows[has], out, rate)
    add(tree[2], x, rows[~has], out, rate)


def trees(train, validate, test, depth, rate=.08, most=1500):
    """Gradient boosting of regression trees on one-hot letters; their number by validation."""
    sets = [(np.eye(4, dtype=np.float32)[x].reshape(len(x), -1), y) for x, y in (train, validate, test)]
    mean = sets[0][1].mean()
    fitted = [np.full(len(y), mean) for _, y in sets]
    best, since = (np.inf, 0, 0), 0
    for number in range(most):
        x, y = sets[0]
        tree = grow(x, y - fitted[0], np.arange(len(y)), depth, 5)
        for (xs, ys), out in zip(sets, fitted):
            add(tree, xs, np.arange(len(ys)), out, rate)
        error = np.mean((sets[1][1] - fitted[1]) ** 2)
        if error < best[0]:
            best, since = (error, r2(sets[2][1], fitted[2]), number + 1), 0
        else:
            since += 1
            if since > 80:
                break
    print(f"boosted trees, depth {depth}: test R2 {best[1]:.4f}, {best[2]} trees")


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        for i, row in enumerate(np.random.default_rng(7).integers(0, 4, (int(sys.argv[2]), int(sys.argv[3])))):
            print(f">s{i}\n" + "".join(LETTERS[k] for k in row))
    else:
        values, letters, budget = np.load(sys.argv[2])["prediction"].astype(float), read(sys.argv[3]), int(sys.argv[4])
        cut = int(.9 * budget)
        parts = [(letters[s], values[s]) for s in (slice(0, cut), slice(cut, budget), slice(-20000, None))]
        (lasso if sys.argv[1] == "lasso" else trees)(*parts, int(sys.argv[5]))
