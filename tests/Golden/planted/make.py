"""Makes the planted world: sequences, two small models trained on them, a held-out set with its truth.

Run from the repository root, see HOW.md:
    nice /usr/bin/python3 tests/Golden/planted/make.py ../shared/data/jaspar_subset_MA.meme tests/Golden/planted
"""
import hashlib
import json
import math
import os
import sys

import numpy as np
import torch
from torch import nn

SEED = 20261121
LENGTH = 120
POOL = 5
TRAIN, VALID, TEST, HELD_OUT = 24000, 2000, 10000, 200
NOISE = 0.05
# name, role, weight. The two of the pair have no effect alone.
MOTIFS = [
    ("SPI1_MA0080.4", "additive", 1.0),
    ("NFYA_MA0060.3", "additive", 0.7),
    ("YY1_MA0095.2", "additive", -0.8),
    ("TBX20_MA0689.1", "pair", 1.2),
    ("FOXA1_MA0148.3", "pair", 1.2),
]
PAIR_NEAREST, PAIR_ON, PAIR_OFF, PAIR_FARTHEST = 14, 24, 32, 64  # distances of centres, in letters: up to ON together, from OFF not
# Steps of a vertebrate-like background: CpG rare, TpG and CpA common, A+T 58 %.
STEPS = np.array([
    [0.33, 0.17, 0.25, 0.25],
    [0.35, 0.25, 0.06, 0.34],
    [0.29, 0.20, 0.25, 0.26],
    [0.21, 0.20, 0.26, 0.33],
])
START = np.array([0.295, 0.205, 0.205, 0.295])
LETTERS = "ACGT"


def read_meme(path):
    motifs, name = {}, None
    for line in open(path):
        if line.startswith("MOTIF"):
            name = line.split()[1]
            motifs[name] = []
        elif name and line[:1].isdigit():
            motifs[name].append([float(x) for x in line.split()])
    return {key: np.array(rows) / np.array(rows).sum(1, keepdims=True) for key, rows in motifs.items()}


def background(rng):
    letters = np.empty(LENGTH, dtype=np.int64)
    letters[0] = np.searchsorted(START.cumsum(), rng.random() * START.sum())
    draws = rng.random(LENGTH)
    steps = STEPS.cumsum(1)
    for i in range(1, LENGTH):
        row = steps[letters[i - 1]]
        letters[i] = np.searchsorted(row, draws[i] * row[-1])
    return letters


def site(rng, matrix):
    """A site drawn from the matrix; one whose log-odds score is below 70 % of the best is drawn again."""
    odds = np.log2(np.maximum(matrix, 1e-3) / 0.25)
    best = odds.max(1).sum()
    steps = matrix.cumsum(1)
    while True:
        letters = (rng.random((len(matrix), 1)) * steps[:, -1:] > steps).sum(1)
        if odds[np.arange(len(matrix)), letters].sum() >= 0.7 * best:
            return letters


def place(rng, widths, pair):
    """Starts of the chosen motifs so that none overlap; the pair, if whole, at a drawn distance of centres."""
    distance = None
    if pair:
        near = rng.random() < 0.5
        distance = rng.integers(PAIR_NEAREST, PAIR_ON + 1) if near else rng.integers(PAIR_OFF, PAIR_FARTHEST + 1)
    while True:
        starts = {}
        for name, width in widths.items():
            starts[name] = int(rng.integers(0, LENGTH - width + 1))
        if pair:
            first, second = pair
            side = 1 if rng.random() < 0.5 else -1
            centre = starts[first] + (widths[first] - 1) / 2 + side * int(distance)
            starts[second] = int(math.floor(centre - (widths[second] - 1) / 2 + 0.5))
        spans = sorted((s, s + widths[n]) for n, s in starts.items())
        if spans and (spans[0][0] < 0 or spans[-1][1] > LENGTH):
            continue
        if all(a[1] <= b[0] for a, b in zip(spans, spans[1:])):
            return starts


def centres(starts, widths, pair):
    first, second = ((starts[n] + (widths[n] - 1) / 2) for n in pair)
    return abs(first - second)


def example(rng, matrices):
    pair = [name for name, role, _ in MOTIFS if role == "pair"]
    chosen = [name for name, role, _ in MOTIFS if role == "additive" and rng.random() < 0.5]
    draw = rng.random()
    both = draw < 0.6
    chosen += pair if both else [pair[0]] if draw < 0.725 else [pair[1]] if draw < 0.85 else []
    widths = {name: len(matrices[name]) for name in chosen}
    starts = place(rng, widths, pair if both else None)
    letters = background(rng)
    planted = []
    active = both and centres(starts, widths, pair) < PAIR_ON + 1
    value = 0.0
    for name, role, weight in MOTIFS:
        if name not in starts:
            continue
        word = site(rng, matrices[name])
        strand = "+" if rng.random() < 0.5 else "-"
        if strand == "-":
            word = 3 - word[::-1]
        letters[starts[name]:starts[name] + len(word)] = word
        if role == "additive":
            value += weight
        planted.append((name, starts[name], starts[name] + len(word), strand, int(active and role == "pair")))
    if active:
        value += MOTIFS[3][2]
    return letters, value, planted


def data(rng, matrices, count):
    examples = [example(rng, matrices) for _ in range(count)]
    letters = np.stack([e[0] for e in examples])
    values = np.array([e[1] for e in examples]) + rng.normal(0, NOISE, count)
    return letters, values.astype(np.float32), [e[2] for e in examples]


def one_hot(letters):
    return torch.from_numpy(np.eye(4, dtype=np.float32)[letters].transpose(0, 2, 1).copy())


class Cnn(nn.Module):
    """First filters as wide as a motif, an exponential after them and a wide max pool: whole motifs are learned there
    (Koo & Eddy 2019; Koo & Ploenzke 2021). The layer after it sees 9 pools and learns the distance."""

    def __init__(self, filters=32, hidden=32):
        super().__init__()
        self.first = nn.Conv1d(4, filters, 19, padding=9)
        self.scale = nn.BatchNorm1d(filters)
        self.pool = nn.MaxPool1d(POOL)
        self.second = nn.Conv1d(filters, hidden, 9, padding=4)
        self.second_scale = nn.BatchNorm1d(hidden)
        self.third = nn.Linear(hidden, 32)
        self.last = nn.Linear(32, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = torch.exp(self.scale(self.first(x)))
        x = self.drop(self.pool(x))
        x = torch.relu(self.second_scale(self.second(x)))
        x = nn.functional.max_pool1d(x, LENGTH // POOL).flatten(1)
        return self.last(torch.relu(self.third(x)))


class Attention(nn.Module):
    """Convolution, tokens of 5 letters, one self-attention layer with a bias by relative position."""

    def __init__(self, filters=32, heads=4, width=16):
        super().__init__()
        self.heads, self.width, self.tokens = heads, width, LENGTH // POOL
        self.first = nn.Conv1d(4, filters, 19, padding=9)
        self.scale = nn.BatchNorm1d(filters)
        self.pool = nn.MaxPool1d(POOL)
        self.token_scale = nn.BatchNorm1d(filters)
        self.drop = nn.Dropout(0.1)
        self.query = nn.Linear(filters, heads * width)
        self.key = nn.Linear(filters, heads * width)
        self.value = nn.Linear(filters, heads * width)
        # Near tokens first, each head at a steepness of its own; learned from there.
        away = torch.arange(2 * self.tokens - 1).sub(self.tokens - 1).abs().float()
        self.offsets = nn.Parameter(-away[None, :] * torch.tensor([[0.1], [0.2], [0.4], [0.8]]))
        self.out = nn.Linear(heads * width, filters)
        self.mix = nn.Linear(filters, 48)
        self.third = nn.Linear(48, 32)
        self.last = nn.Linear(32, 1)
        index = torch.arange(self.tokens)
        self.register_buffer("relative", index[None, :] - index[:, None] + self.tokens - 1)

    def split(self, x):
        return x.reshape(-1, self.tokens, self.heads, self.width).transpose(1, 2)

    def forward(self, x):
        x = torch.relu(self.scale(self.first(x)))
        x = self.drop(self.token_scale(self.pool(x))).transpose(1, 2)
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(2, 3) / math.sqrt(self.width) + self.offsets[:, self.relative]
        attended = (torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(-1, self.tokens, self.heads * self.width)
        x = x + self.out(attended)
        x = torch.relu(self.mix(x)).transpose(1, 2)
        x = nn.functional.max_pool1d(x, self.tokens).flatten(1)
        return self.last(torch.relu(self.third(x)))


def train(model, x, y, vx, vy, epochs, rate):
    optimiser = torch.optim.Adam(model.parameters(), lr=rate, weight_decay=1e-6)
    batches = len(x) // 128
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, epochs=epochs, steps_per_epoch=batches)
    best, state = math.inf, None
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(x))
        for batch in range(batches):
            rows = order[batch * 128:(batch + 1) * 128]
            loss = nn.functional.mse_loss(model(x[rows])[:, 0], y[rows])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        error = mean_error(model, vx, vy)
        if error < best:
            best, state = error, {k: v.clone() for k, v in model.state_dict().items()}
        print(f"{type(model).__name__} epoch {epoch}: validation R2 {1 - error / vy.var(unbiased=False).item():.4f}", flush=True)
    model.load_state_dict(state)
    model.eval()


def predict(model, x):
    model.eval()
    with torch.no_grad():
        return torch.cat([model(x[i:i + 500])[:, 0] for i in range(0, len(x), 500)])


def mean_error(model, x, y):
    return nn.functional.mse_loss(predict(model, x), y).item()


def determination(model, x, y):
    return 1 - mean_error(model, x, y) / y.var(unbiased=False).item()


def export(folder, model, name):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "model.onnx")
    torch.onnx.export(model, torch.zeros(1, 4, LENGTH), path, opset_version=13, do_constant_folding=True,
                      input_names=["sequence"], output_names=["activity"],
                      dynamic_axes={"sequence": {0: "batch"}, "activity": {0: "batch"}})
    content = open(path, "rb").read()
    manifest = {
        "id": "planted-" + name,
        "name": "Planted world: " + ("convolutions" if name == "cnn" else "self-attention"),
        "version": "1",
        "source": "make.py in the folder above; synthetic sequences, see HOW.md",
        "licence": "as the repository",
        "sha256": hashlib.sha256(content).hexdigest(),
        "input": {"name": "sequence", "alphabet": "ACGT", "axes": "NCL", "length": LENGTH},
        "targets": [{"name": "activity", "output": "activity", "index": "0", "unit": "arbitrary units"}],
    }
    with open(os.path.join(folder, "manifest.json"), "w") as file:
        file.write(json.dumps(manifest, indent=2) + "\n")
    print(name, len(content), "bytes", manifest["sha256"])


def write_held_out(folder, letters, values, planted, models):
    ids = [f"s{i:03d}" for i in range(len(letters))]
    with open(os.path.join(folder, "sequences.fa"), "w") as file:
        for id_, row in zip(ids, letters):
            file.write(f">{id_}\n{''.join(LETTERS[i] for i in row)}\n")
    with open(os.path.join(folder, "truth.tsv"), "w") as file:
        file.write("id\tmotif\tstart\tend\tstrand\tpair_active\n")
        for id_, sites in zip(ids, planted):
            for site_ in sites:
                file.write("\t".join([id_, *map(str, site_)]) + "\n")
    with open(os.path.join(folder, "values.tsv"), "w") as file:
        file.write("id\tvalue\tcnn\tattention\n")
        x = one_hot(letters)
        for id_, value, *predicted in zip(ids, values, *(predict(model, x).tolist() for model in models)):
            file.write(f"{id_}\t{value:.4f}\t" + "\t".join(f"{p:.6f}" for p in predicted) + "\n")


def write_motifs(folder, matrices):
    with open(os.path.join(folder, "motifs.tsv"), "w") as file:
        file.write("motif\trole\tweight\tconsensus\n")
        for name, role, weight in MOTIFS:
            word = "".join(LETTERS[i] for i in matrices[name].argmax(1))
            file.write(f"{name}\t{role}\t{weight}\t{word}\n")


def main(meme, folder):
    torch.set_num_threads(1)
    matrices = read_meme(meme)
    rng = np.random.default_rng(SEED)
    sets = [data(rng, matrices, count) for count in (TRAIN, VALID, TEST, HELD_OUT)]
    tensors = [(one_hot(letters), torch.from_numpy(values)) for letters, values, _ in sets]
    models = []
    for name, kind, epochs, rate in (("cnn", Cnn, 45, 0.005), ("attention", Attention, 35, 0.004)):
        torch.manual_seed(SEED)
        model = kind()
        train(model, *tensors[0], *tensors[1], epochs, rate)
        export(os.path.join(folder, name), model, name)
        print(f"{name}: R2 on {TEST} unseen sequences {determination(model, *tensors[2]):.4f}, on the held-out {HELD_OUT} {determination(model, *tensors[3]):.4f}")
        models.append(model)
    write_held_out(folder, *sets[3], models)
    write_motifs(folder, matrices)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
