#!/usr/bin/python3
"""Trains the demo's model and writes every file of this folder that is not a script or HOW.md.

Run by hand, never by a build: /usr/bin/python3 train_demo_model.py [folder]
Needs Debian's python3-torch, python3-onnx and python3-numpy. Seeds are fixed; one thread.
"""
import hashlib
import json
import pathlib
import sys
import time

import numpy as np
import onnx
import onnx.numpy_helper
import torch

import demo_rule as rule

SEED = 20240717
ROWS, VALIDATION_ROWS, TEST_ROWS = 200_000, 5_000, 10_000
EPOCHS, BATCH, RATE = 16, 256, 3e-3
GROUPS = {"both": 80, "a": 40, "b": 40, "wrong": 40, "random": 40}


def one_hot(x):
    """(N, 48) numbers to (N, 4, 48) floats, channels first."""
    return (x[:, None, :] == np.arange(4)[None, :, None]).astype(np.float32)


def network():
    """Two convolutions, one pooling, two dense layers: 41,000 weights."""
    return torch.nn.Sequential(
        torch.nn.Conv1d(4, 32, 7), torch.nn.ReLU(), torch.nn.MaxPool1d(2),
        torch.nn.Conv1d(32, 32, 5), torch.nn.ReLU(), torch.nn.Flatten(),
        torch.nn.Linear(32 * 17, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1))


def train(model, x, y, held_out, held_out_y):
    """Adam with one cycle of the learning rate on the squared error of the standardised activity."""
    mean, spread = float(y.mean()), float(y.std())
    steps = EPOCHS * (len(x) // BATCH)
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    goal = torch.from_numpy(((y - mean) / spread).astype(np.float32))
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x))
        for start in range(0, len(x) - BATCH + 1, BATCH):
            rows = order[start:start + BATCH]
            optimiser.zero_grad()
            loss = torch.nn.functional.mse_loss(model(torch.from_numpy(one_hot(x[rows.numpy()])))[:, 0], goal[rows])
            loss.backward()
            optimiser.step()
            schedule.step()
        guess = predict(model, held_out) * spread + mean
        print(f"epoch {epoch + 1:2}: validation error {np.sqrt(np.mean((guess - held_out_y) ** 2)):.4f}", flush=True)
    # The last layer takes over the scale, so that the model speaks in units of activity.
    with torch.no_grad():
        model[-1].weight *= spread
        model[-1].bias.mul_(spread).add_(mean)


def predict(model, x):
    """Predictions of (N, 48) numbers."""
    with torch.no_grad():
        return np.concatenate([model(torch.from_numpy(one_hot(part)))[:, 0].numpy() for part in np.array_split(x, max(1, len(x) // 1000))])


def export(model, path):
    """Writes the ONNX file, opset 13, dynamic batch."""
    torch.onnx.export(model.eval(), torch.zeros(1, 4, rule.LENGTH), str(path), opset_version=13, do_constant_folding=True,
                      input_names=["sequence"], output_names=["activity"],
                      dynamic_axes={"sequence": {0: "batch"}, "activity": {0: "batch"}})
    onnx.checker.check_model(onnx.load(str(path)), full_check=True)


def forward_by_hand(path, x):
    """The same network from the file's own weights, in numpy and double: does the export say what torch says?"""
    graph = onnx.load(str(path)).graph
    weight = {t.name: onnx.numpy_helper.to_array(t).astype(np.float64) for t in graph.initializer}
    values = {"sequence": one_hot(x).astype(np.float64)}
    for node in graph.node:
        source = [values.get(name, weight.get(name)) for name in node.input]
        if node.op_type == "Conv":
            windows = np.lib.stride_tricks.sliding_window_view(source[0], source[1].shape[2], axis=2)
            out = np.einsum("nclk,ock->nol", windows, source[1], optimize=True) + source[2][None, :, None]
        elif node.op_type == "Relu":
            out = np.maximum(source[0], 0)
        elif node.op_type == "MaxPool":
            kept = source[0].shape[2] // 2
            out = source[0][:, :, :2 * kept].reshape(*source[0].shape[:2], kept, 2).max(axis=3)
        elif node.op_type == "Flatten":
            out = source[0].reshape(len(x), -1)
        elif node.op_type == "Gemm":
            out = source[0] @ source[1].T + source[2]
        else:
            raise ValueError(f"unexpected node {node.op_type}")
        values[node.output[0]] = out
    return values["activity"][:, 0]


def write_examples(folder, model):
    """sequences.fa, truth.json and expected.tsv."""
    random = np.random.Generator(np.random.PCG64([SEED, 4]))
    rows, examples = [], []
    for group, count in GROUPS.items():
        for number in range(1, count + 1):
            row, planted = rule.draw_example(random, group)
            rows.append(row)
            examples.append({"id": f"{group}_{number:03}", "group": group, "planted": planted})
    x = np.array(rows)
    predictions = predict(model, x)
    for example, y in zip(examples, rule.activity(x)):
        example["activity"] = round(float(y), 6)
    fasta = "".join(f">{example['id']}\n{rule.decode(row)}\n" for example, row in zip(examples, rows))
    (folder / "sequences.fa").write_text(fasta, encoding="ascii")
    rule.write_truth(folder / "truth.json", examples)
    chosen = [i for group in GROUPS for i, example in enumerate(examples) if example["id"] in (f"{group}_001", f"{group}_002")]
    lines = ["id\tprediction"] + [f"{examples[i]['id']}\t{float(predictions[i])!r}" for i in chosen]
    (folder / "expected.tsv").write_text("\n".join(lines) + "\n", encoding="ascii")
    return x, examples, predictions


def write_manifest(folder):
    """manifest.json for the model that lies beside it."""
    manifest = {
        "id": "demo-promoter",
        "name": "Demo: two boxes and a spacer",
        "version": "1",
        "source": "train_demo_model.py in this folder; synthetic sequences, see HOW.md",
        "licence": "as the repository",
        "sha256": hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest(),
        "input": {"name": "sequence", "alphabet": rule.LETTERS, "axes": "NCL", "length": rule.LENGTH},
        "targets": [{"name": "activity", "output": "activity", "index": "0", "unit": "arbitrary units"}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    streams = [np.random.Generator(np.random.PCG64([SEED, stream])) for stream in range(4)]
    x = rule.training_rows(streams[0], ROWS, 0.5)
    y = rule.activity(x) + streams[1].normal(0, rule.NOISE, ROWS)
    held_out = rule.training_rows(streams[2], VALIDATION_ROWS, 0.5)
    model = network()
    started = time.perf_counter()
    train(model, x, y, held_out, rule.activity(held_out))
    print(f"trained in {time.perf_counter() - started:.0f} s; {sum(p.numel() for p in model.parameters())} weights")
    test = rule.training_rows(streams[3], TEST_ROWS, 0.5)
    uniform = streams[3].integers(0, 4, (TEST_ROWS, rule.LENGTH)).astype(np.int8)
    for name, rows in (("mixed", test), ("uniform", uniform)):
        print(f"{name} test: Pearson {np.corrcoef(predict(model, rows), rule.activity(rows))[0, 1]:.4f}")
    path = folder / "model.onnx"
    export(model, path)
    write_manifest(folder)
    sequences, examples, predictions = write_examples(folder, model)
    gap = np.abs(forward_by_hand(path, sequences) - predictions).max()
    print(f"{path.stat().st_size} bytes; file by hand in double against torch: largest gap {gap:.2g}")
    for group in GROUPS:
        of = [i for i, example in enumerate(examples) if example["group"] == group]
        print(f"{group}: prediction {predictions[of].mean():.2f} +- {predictions[of].std():.2f}, truth {np.mean([examples[i]['activity'] for i in of]):.2f}")


if __name__ == "__main__":
    main()
