#!/usr/bin/python3
"""Writes the toy ONNX models of this folder and answers.tsv; HOW.md gives each model's formula.

Run by hand, never by a build: /usr/bin/python3 make_toys.py [folder]   (Debian's python3-onnx)
answers.tsv is worked out from the letters in plain Python, not by running the models.
"""
import math
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
LETTERS, LENGTH = "ACGT", 10
WEIGHTS = np.array([[(l + 1) * (b + 1) / 10 for b in range(4)] for l in range(LENGTH)], np.float32)
COLUMN = WEIGHTS.reshape(40, 1)
N = "batch"


def floats(name, values):
    return numpy_helper.from_array(np.asarray(values, np.float32), name)


def integers(name, values):
    return numpy_helper.from_array(np.asarray(values, np.int64), name)


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save(name, nodes, inputs, outputs, constants, check=True, domains=()):
    """One file, opset 13, byte-identical each time."""
    opsets = [helper.make_opsetid("", 13)] + [helper.make_opsetid(domain, 1) for domain in domains]
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=opsets, ir_version=7, producer_name="make_toys.py")
    path = FOLDER / f"{name}.onnx"
    path.write_bytes(model.SerializeToString(deterministic=True))
    if check:
        onnx.checker.check_model(str(path), full_check=True)


def node(kind, inputs, output, **attributes):
    return helper.make_node(kind, inputs.split(), output.split(), **attributes)


def one_cell(position, letter):
    """A column that picks the one-hot entry of a letter at a position."""
    column = np.zeros((40, 1), np.float32)
    column[4 * position + LETTERS.index(letter)] = 1
    return column


def additive_models():
    last, y = value("sequence", [N, LENGTH, 4]), value("y", [N, 1])
    sums = [node("Flatten", "sequence", "flat", axis=1), node("MatMul", "flat W", "y")]
    save("additive", sums, [last], [y], [floats("W", COLUMN)])
    save("rank4", sums, [value("sequence", [N, 1, LENGTH, 4])], [y], [floats("W", COLUMN)])
    save("channels_first", sums, [value("sequence", [N, 4, LENGTH])], [y], [floats("W", WEIGHTS.T.reshape(40, 1))])
    score = [node("Flatten", "sequence", "flat", axis=1), node("MatMul", "flat W", "score")]
    save("pairwise", score + [
        node("MatMul", "flat pickA", "a"), node("MatMul", "flat pickT", "t"),
        node("Mul", "a t", "both"), node("Mul", "both three", "bonus"), node("Add", "score bonus", "y"),
    ], [last], [y], [floats("W", COLUMN), floats("pickA", one_cell(2, "A")), floats("pickT", one_cell(7, "T")), floats("three", [3])])
    save("two_inputs", score + [node("MatMul", "library shift", "shifted"), node("Add", "score shifted", "y")],
         [last, value("library", [N, 3])], [y], [floats("W", COLUMN), floats("shift", [[1], [10], [100]])])
    save("nan", score + [
        node("MatMul", "flat pickT", "t"), node("Mul", "t two", "t2"), node("Sub", "one t2", "left"),
        node("Log", "left", "log"), node("Add", "score log", "y"),
    ], [last], [y], [floats("W", COLUMN), floats("pickT", one_cell(0, "T")), floats("two", [2]), floats("one", [1])])
    save("constant", [
        node("Flatten", "sequence", "flat", axis=1), node("MatMul", "flat zeros", "nothing"), node("Add", "nothing level", "y"),
    ], [last], [y], [floats("zeros", np.zeros((40, 1))), floats("level", [1.5])])
    save("token_ids", [
        node("Add", "tokens starts", "cells"), node("Gather", "W cells", "weights", axis=0),
        node("ReduceSum", "weights axis", "y", keepdims=1),
    ], [value("tokens", [N, LENGTH], TensorProto.INT64)], [y], [
        integers("starts", [4 * l for l in range(LENGTH)]), floats("W", WEIGHTS.reshape(40)), integers("axis", [1])])


def batch_one_models():
    one, y = value("sequence", [1, LENGTH, 4]), value("y", [1, 1])
    save("batch1", [node("Reshape", "sequence row", "flat"), node("MatMul", "flat W", "y")],
         [one], [y], [integers("row", [1, -1]), floats("W", COLUMN)])
    save("batch1_stuck", [
        node("Reshape", "sequence table", "square"), node("Mul", "square W", "weighted"),
        node("ReduceSum", "weighted", "sum", keepdims=0), node("Reshape", "sum single", "y"),
    ], [one], [y], [integers("table", [LENGTH, 4]), floats("W", WEIGHTS), integers("single", [1, 1])])
    save("batch1_mixing", [
        node("Flatten", "sequence", "flat", axis=1), node("MatMul", "flat W", "score"),
        node("ReduceSum", "score axis", "whole", keepdims=1), node("Add", "score whole", "y"),
    ], [one], [y], [floats("W", COLUMN), integers("axis", [0])])


def shape_models():
    kernel = np.zeros((1, 4, 2), np.float32)
    kernel[0, LETTERS.index("A"), 0], kernel[0, LETTERS.index("C"), 1] = 1, 2
    save("any_length", [
        node("Transpose", "sequence", "channels", perm=[0, 2, 1]), node("Conv", "channels kernel bias", "sums"),
        node("Relu", "sums", "found"), node("ReduceMean", "found", "y", axes=[2], keepdims=0),
    ], [value("sequence", [N, "length", 4])], [value("y", [N, 1])], [floats("kernel", kernel), floats("bias", [-2])])
    three, halves = np.zeros((LENGTH, 4, 3), np.float32), np.zeros((LENGTH, 4, 5, 2), np.float32)
    three[:, :, 0], three[:, 0, 1], three[:, 2, 2], three[:, 3, 2] = WEIGHTS, 1, 1, -1
    for l in range(LENGTH):
        halves[l, :, l // 2, 0], halves[l, 2, l // 2, 1] = WEIGHTS[l], 1
    save("many_outputs", [
        node("Flatten", "sequence", "flat", axis=1), node("MatMul", "flat three", "y"),
        node("MatMul", "flat halves", "ten"), node("Reshape", "ten shape", "profile"),
    ], [value("sequence", [N, LENGTH, 4])], [value("y", [N, 3]), value("profile", [N, 5, 2])],
        [floats("three", three.reshape(40, 3)), floats("halves", halves.reshape(40, 10)), integers("shape", [0, 5, 2])])
    save("rank2_wrong", [node("ReduceSum", "features axis", "y", keepdims=1)],
         [value("features", [N, 7])], [value("y", [N, 1])], [integers("axis", [1])])
    save("ambiguous", [node("Flatten", "sequence", "flat", axis=1), node("MatMul", "flat W", "y")],
         [value("sequence", [N, 4, 4])], [value("y", [N, 1])], [floats("W", np.arange(1, 17).reshape(16, 1) / 10)])


def refused_models():
    last, y = value("sequence", [N, LENGTH, 4]), value("y", [N, 1])
    flat = node("Flatten", "sequence", "flat", axis=1)
    save("bad_domain", [flat, node("Phone", "flat", "called", domain="evil.custom"), node("MatMul", "called W", "y")],
         [last], [y], [floats("W", COLUMN)], check=False, domains=["evil.custom"])
    (FOLDER / "external_inside.bin").write_bytes(COLUMN.astype("<f4").tobytes())
    for name, location in (("external_inside", "external_inside.bin"), ("external_outside", "../outside.bin")):
        outside = TensorProto(name="W", data_type=TensorProto.FLOAT, dims=[40, 1], data_location=TensorProto.EXTERNAL)
        for key, text in (("location", location), ("offset", "0"), ("length", "160")):
            outside.external_data.add(key=key, value=text)
        save(name, [flat, node("MatMul", "flat W", "y")], [last], [y], [outside], check=name == "external_inside")


def score(sequence):
    """The additive sum: every letter's place, counted from 1, times its number (A 1, C 2, G 3, T 4), over 10."""
    return sum((l + 1) * (LETTERS.index(letter) + 1) for l, letter in enumerate(sequence)) / 10


def answers(sequence):
    """(model, output, index path behind the batch axis, value) for one sequence of ten letters."""
    s = score(sequence)
    for name in ("additive", "rank4", "channels_first", "batch1", "batch1_stuck", "external_inside", "token_ids"):
        yield name, "y", "0", s
    yield "pairwise", "y", "0", s + (3 if sequence[2] == "A" and sequence[7] == "T" else 0)
    yield "batch1_mixing", "y", "0", 2 * s
    yield "two_inputs", "y", "0", s + 321
    yield "nan", "y", "0", math.nan if sequence[0] == "T" else s
    yield "constant", "y", "0", 1.5
    for index, number in enumerate((s, sequence.count("A"), sequence.count("G") - sequence.count("T"))):
        yield "many_outputs", "y", str(index), number
    for pair in range(5):
        two = sequence[2 * pair:2 * pair + 2]
        alone = sum((2 * pair + k + 1) * (LETTERS.index(letter) + 1) for k, letter in enumerate(two)) / 10
        yield "many_outputs", "profile", f"{pair},0", alone
        yield "many_outputs", "profile", f"{pair},1", two.count("G")


def write_answers():
    rows = ["model\tsequence\toutput\tindex\tvalue"]
    for sequence in ("AAAAAAAAAA", "ACGTACGTAC", "GCAGCGCTGG", "TTACCGATAG"):
        rows += [f"{model}\t{sequence}\t{output}\t{index}\t{number:.6g}" for model, output, index, number in answers(sequence)]
    for sequence in ("AC", "ACGTACGTAC", "CAACACGAC", "GGGGGGGGGGGGGGGGG"):
        rows.append(f"any_length\t{sequence}\ty\t0\t{sequence.count('AC') / (len(sequence) - 1)!r}")
    (FOLDER / "answers.tsv").write_text("\n".join(rows[:1] + sorted(rows[1:])) + "\n", encoding="ascii")


if __name__ == "__main__":
    additive_models()
    batch_one_models()
    shape_models()
    refused_models()
    write_answers()
