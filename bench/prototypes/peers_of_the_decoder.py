"""LASSO, boosted trees, ridge on their supports and Gaussian processes beside the default decoder, on rows of a model: prototypes for decision 3.

    peers_of_the_decoder.py draw ROWS LENGTH > rows.fa      uniform DNA
    genoxai predict --model M --target T --fasta rows.fa --out predicted
    peers_of_the_decoder.py lasso|lasso-z4|trees|tree-ridge|process predicted/predict.npz rows.fa BUDGET ORDER

The first BUDGET rows are shown (a tenth of them validates), the last 20,000 test. ORDER is the highest order of a LASSO,
the depth of the trees, and of no effect on the process. lasso has the characters of Z2 x Z2 at every position (Walsh),
lasso-z4 the real ones of Z4: the supports are the same, what is sparse differs.
"""
import itertools
import sys
from collections import Counter

import numpy as np
from scipy import linalg

LETTERS = "ACGT"
WALSH = np.array([[1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]], float).T
FOURIER = np.array([[2**.5, 0, -2**.5, 0], [0, 2**.5, 0, -2**.5], [1, -1, 1, -1]], float).T


def read(path):
    return np.array([[LETTERS.index(c) for c in line.strip()] for line in open(path) if line[0] != ">"])


def design(letters, order, contrasts=WALSH):
    """Products of orthonormal contrasts for every support up to an order, shape (rows, coefficients)."""
    sizes = range(1, order + 1)
    return columns(letters, [s for size in sizes for s in itertools.combinations(range(letters.shape[1]), size)], contrasts)


def columns(letters, supports, contrasts=WALSH):
    encoded = contrasts[letters].astype(np.float32)
    blocks = []
    for support in supports:
        block = encoded[:, support[0], :]
        for position in support[1:]:
            block = (block[:, :, None] * encoded[:, position, None, :]).reshape(len(letters), -1)
        blocks.append(block)
    return np.concatenate(blocks, 1)


def r2(truth, fitted):
    return 1 - np.mean((truth - fitted) ** 2) / np.var(truth)


def lasso(train, validate, test, order, contrasts=WALSH):
    """Accelerated proximal gradients along a path of penalties; the penalty by validation."""
    (x, y), (xv, yv), (xt, yt) = train, validate, test
    mean, scale = y.mean(), y.std()
    a, b = design(x, order, contrasts), ((y - mean) / scale).astype(np.float32)
    v = np.random.default_rng(0).normal(size=a.shape[1]).astype(np.float32)
    for _ in range(8):
        v = a.T @ (a @ v)
        norm = np.linalg.norm(v)
        v /= norm
    lipschitz = norm / len(y) * 1.05
    unseen, w, best = design(xv, order, contrasts), np.zeros(a.shape[1], np.float32), (np.inf, 0, None)
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
    fitted = mean + scale * (design(xt, order, contrasts) @ best[2])
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
    best, since, paths = (np.inf, 0, 0), 0, Counter()
    for number in range(most):
        x, y = sets[0]
        tree = grow(x, y - fitted[0], np.arange(len(y)), depth, 5)
        collect(tree, (), paths)
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
    return paths


def collect(tree, positions, paths):
    """Counts the sets of positions that the paths of a tree ask about."""
    if isinstance(tree, tuple):
        positions = tuple(sorted({*positions, int(tree[0]) // 4}))
        paths[positions] += 1
        collect(tree[1], positions, paths)
        collect(tree[2], positions, paths)


def tree_ridge(train, validate, test, depth):
    """Ridge on all orders <= 2 and the supports that the trees' paths meet most often; how many, and the penalty, by validation."""
    paths = trees(train, validate, test, depth)
    (x, y), (xv, yv), (xt, yt) = train, validate, test
    low = [s for size in (1, 2) for s in itertools.combinations(range(x.shape[1]), size)]
    high = [s for s, _ in paths.most_common() if 2 < len(s) < 5]

    def kernel(a, b, supports):
        """Sum over supports of the product of 4 [letters agree] - 1: the inner products of their orthonormal columns."""
        agree = [np.where(a[:, i, None] == b[None, :, i], np.float32(3), np.float32(-1)) for i in range(a.shape[1])]
        total = np.zeros((len(a), len(b)), np.float32)
        for support in supports:
            product = agree[support[0]]
            for position in support[1:]:
                product = product * agree[position]
            total += product
        return total

    best, at = (np.inf, 0, 0, 0), 0
    own, across = kernel(x, x, low), kernel(xv, x, low)
    for count in [0, 50, 100, 200, 400]:
        own += kernel(x, x, high[at:count])
        across += kernel(xv, x, high[at:count])
        at, weights = count, np.zeros(len(y))
        for penalty in len(y) * 2.0 ** np.arange(3, -9, -1):
            weights = conjugate_gradients(own, penalty, y - y.mean(), weights)
            error = np.mean((yv - y.mean() - across @ weights) ** 2)
            if error < best[0]:
                best = (error, count, weights, penalty / len(y))
    _, count, weights, penalty = best
    fitted = np.concatenate([kernel(part, x, low + high[:count]) @ weights for part in np.array_split(xt, 10)])
    print(f"ridge on order <= 2 and the {count} supports of order 3 and 4 that trees meet most: test R2 {r2(yt, y.mean() + fitted):.4f}, penalty {penalty:.3g} N")


def conjugate_gradients(kernel, penalty, target, start):
    """Solves (kernel + penalty I) w = target to a millionth."""
    w = start.copy()
    r = target - kernel @ w.astype(np.float32) - penalty * w
    p, square = r.copy(), r @ r
    for _ in range(500):
        if square < 1e-12 * (target @ target):
            break
        image = kernel @ p.astype(np.float32) + penalty * p
        step = square / (p @ image)
        w += step * p
        r -= step * image
        square, before = r @ r, square
        p = r + square / before * p
    return w


def process(train, validate, test, _):
    """Gaussian process with the kernel prod_i (1 + t_i (4 [x_i = x'_i] - 1)) (METHODS 4.3): scales and noise by validation."""
    (x, y), (xv, yv), (xt, yt) = train, validate, test
    y0, scale = y.mean(), y.std()
    target = (y - y0) / scale
    first = np.array([np.mean([target[x[:, i] == letter].mean() ** 2 for letter in range(4)]) for i in range(x.shape[1])])

    def kernel(a, b, t):
        k = np.ones((len(a), len(b)))
        for i, ti in enumerate(t):
            k *= 1 + ti * (4 * (a[:, i, None] == b[None, :, i]) - 1)
        return k

    def score(t, noise):
        weights = linalg.cho_solve(linalg.cho_factor(kernel(x, x, t) / np.prod(1 + 3 * t) + noise * np.eye(len(y)), overwrite_a=True), target)
        return np.mean(((yv - y0) / scale - kernel(xv, x, t) @ weights / np.prod(1 + 3 * t)) ** 2), weights

    base = np.sqrt(np.maximum(first, first.max() * 1e-3))
    base /= base.max()
    best = min(((score(c * base ** power, noise)[0], c, power, noise) for c in (.1, .2, .4) for power in (.5, 1) for noise in (.01, .03)), key=lambda b: b[0])
    t, noise = best[1] * base ** best[2], best[3]
    error = best[0]
    # One position after the other, as long as it helps.
    for i in np.argsort(-base):
        for factor in (.6, 1.6):
            other = t.copy()
            other[i] = min(.99, other[i] * factor)
            found = score(other, noise)[0]
            if found < error:
                error, t = found, other
    weights = score(t, noise)[1]
    fitted = y0 + scale * (kernel(xt, x, t) @ weights) / np.prod(1 + 3 * t)
    print(f"Gaussian process, product kernel: test R2 {r2(yt, fitted):.4f}, noise {noise}")


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        for i, row in enumerate(np.random.default_rng(7).integers(0, 4, (int(sys.argv[2]), int(sys.argv[3])))):
            print(f">s{i}\n" + "".join(LETTERS[k] for k in row))
    else:
        values, letters, budget = np.load(sys.argv[2])["prediction"].astype(float), read(sys.argv[3]), int(sys.argv[4])
        cut = int(.9 * budget)
        parts = [(letters[s], values[s]) for s in (slice(0, cut), slice(cut, budget), slice(-20000, None))]
        fits = {"lasso": lasso, "lasso-z4": lambda *a: lasso(*a, FOURIER), "trees": trees, "tree-ridge": tree_ridge, "process": process}
        fits[sys.argv[1]](*parts, int(sys.argv[5]))
