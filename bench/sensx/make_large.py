"""Writes models too large for the repository, with what is planted in them, and data for them.

genes  20,000 genes -> 5 cell types (softmax over a hidden layer): 20 planted marker genes for each type, small
       random weights on all others; genes.npy has 40 cells of sparse positive counts on a log scale.
patch  3 x 224 x 224 pixels -> 196 patches of 16 x 16 by one convolution, ReLU, mean, sigmoid: a patch embedding.
cells  10,000 cells (or COUNT) of 50 features -> 5 cell types (two hidden layers of 64): 3 planted features for each type.
wide   1,000 features (or COUNT) -> sigmoid: 20 planted features, small weights on all others (for the race with KernelSHAP).
Needs numpy and onnx. Usage: python make_large.py genes|patch|cells|wide FOLDER [COUNT]
"""
import sys
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(path, nodes, weights, shape, outputs):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *shape])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", outputs])],
        [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in weights.items()])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)


def genes(folder, count=20_000, types=5, markers=20, hidden=32):
    rng = np.random.default_rng(7)
    planted = rng.choice(count, types * markers, replace=False).reshape(types, markers)
    # One hidden unit sums the markers of each type, the others see noise; every unit has small weights on all genes.
    first = rng.normal(0, 0.002, (count, hidden)).astype(np.float32)
    for t in range(types):
        first[planted[t], t] += rng.uniform(0.5, 1.0, markers)
    second = rng.normal(0, 0.05, (hidden, types)).astype(np.float32)
    second[:types] += np.eye(types, dtype=np.float32) * 0.6
    save(f"{folder}/genes.onnx",
         [helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]), helper.make_node("Relu", ["h"], ["a"]),
          helper.make_node("MatMul", ["a", "w2"], ["z"]), helper.make_node("Softmax", ["z"], ["y"], axis=1)],
         {"w1": first, "b1": np.full(hidden, -1.0, np.float32), "w2": second}, [count], types)
    cells = np.log1p(rng.poisson(0.5, (40, count)) * (rng.random((40, count)) < 0.4)).astype(np.float32)
    for n in range(40):
        cells[n, planted[n % types]] += rng.uniform(0.5, 1.5, markers).astype(np.float32)
    np.save(f"{folder}/genes.npy", cells)
    np.savetxt(f"{folder}/genes_planted.txt", planted, fmt="%d")


def patch(folder, channels=16):
    rng = np.random.default_rng(8)
    kernel = (rng.normal(0, 0.05, (channels, 3, 16, 16))).astype(np.float32)
    head = rng.normal(0, 4, (channels, 1)).astype(np.float32)
    image = rng.random((1, 3, 224, 224)).astype(np.float32)
    # Centred on the image, so that the probability is not stuck at 0 or 1.
    patches = image[0].reshape(3, 14, 16, 14, 16).transpose(1, 3, 0, 2, 4).reshape(196, -1)
    bias = -np.maximum(patches @ kernel.reshape(channels, -1).T, 0).mean(0) @ head
    save(f"{folder}/patch.onnx",
         [helper.make_node("Conv", ["x", "k"], ["e"], strides=[16, 16], kernel_shape=[16, 16]), helper.make_node("Relu", ["e"], ["a"]),
          helper.make_node("GlobalAveragePool", ["a"], ["p"]), helper.make_node("Flatten", ["p"], ["f"], axis=1),
          helper.make_node("Gemm", ["f", "w", "b"], ["z"]), helper.make_node("Sigmoid", ["z"], ["y"])],
         {"k": kernel, "w": head, "b": bias.astype(np.float32)}, [3, 224, 224], 1)
    np.save(f"{folder}/patch.npy", image)


def cells(folder, count=10_000, width=50, types=5, markers=3, hidden=64):
    rng = np.random.default_rng(10)
    planted = rng.choice(width, types * markers, replace=False).reshape(types, markers)
    first = rng.normal(0, 0.02, (width, hidden)).astype(np.float32)
    for t in range(types):
        first[planted[t], t] += rng.uniform(0.5, 1.0, markers)
    second = (np.eye(hidden) + rng.normal(0, 0.02, (hidden, hidden))).astype(np.float32)
    third = np.zeros((hidden, types), np.float32)
    third[:types] = np.eye(types)
    save(f"{folder}/cells.onnx",
         [helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]), helper.make_node("Relu", ["h"], ["a"]),
          helper.make_node("MatMul", ["a", "w2"], ["g"]), helper.make_node("Relu", ["g"], ["b"]),
          helper.make_node("MatMul", ["b", "w3"], ["z"]), helper.make_node("Softmax", ["z"], ["y"], axis=1)],
         {"w1": first, "b1": np.full(hidden, -0.5, np.float32), "w2": second, "w3": third}, [width], types)
    values = rng.gamma(1, 0.5, (count, width)).astype(np.float32)
    for n in range(count):
        values[n, planted[n % types]] += rng.uniform(1, 2, markers).astype(np.float32)
    np.save(f"{folder}/cells.npy", values)
    np.savetxt(f"{folder}/cells_planted.txt", planted, fmt="%d")


def wide(folder, count=1000, planted=20):
    rng = np.random.default_rng(9)
    weights = rng.normal(0, 0.01, (count, 1)).astype(np.float32)
    weights[:planted, 0] = rng.choice([-1, 1], planted) * rng.uniform(0.3, 0.6, planted)
    name = f"{folder}/wide{count}"
    save(f"{name}.onnx", [helper.make_node("MatMul", ["x", "w"], ["z"]), helper.make_node("Sigmoid", ["z"], ["y"])], {"w": weights}, [count], 1)
    np.save(f"{name}.npy", rng.normal(size=(200, count)).astype(np.float32))


if __name__ == "__main__":
    {"genes": genes, "patch": patch, "cells": cells, "wide": wide}[sys.argv[1]](sys.argv[2], *map(int, sys.argv[3:]))
