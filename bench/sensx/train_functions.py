"""Trains one small network on each of SensX's four functions and writes it as ONNX.

X ~ N(0, I10); the label is Bernoulli with the function as its logit, and the network learns its probability:
  xor                 x0 x1
  orange_skin         x0^2 + x1^2 + x2^2 + x3^2 - 4
  nonlinear_additive  -100 sin(0.2 x0) + |x1| + x2 + exp(-x3) - 2.4
  switch              orange_skin of x0..x3 where x9 > 0, else nonlinear_additive of x4..x7
  switch_mixture      the same as SensX's authors have it: x9 is N(3, 1) or N(-3, 1), and the label is whether the
                      function is above 0
Needs torch, numpy and onnx. Usage: python train_functions.py [folder] [names]
"""
import sys
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

WIDTH, DEPTH, STEPS, BATCH = 64, 3, 3000, 512


def orange(x):
    return (x[:, :4] ** 2).sum(1) - 4


def additive(x):
    return -100 * torch.sin(0.2 * x[:, 0]) + x[:, 1].abs() + x[:, 2] + torch.exp(-x[:, 3]) - 2.4


def switch(x):
    return torch.where(x[:, 9] > 0, orange(x[:, :4]), additive(x[:, 4:8]))


FUNCTIONS = {
    "xor": lambda x: x[:, 0] * x[:, 1],
    "orange_skin": orange,
    "nonlinear_additive": additive,
    "switch": switch,
    "switch_mixture": switch,
}


def draw(name, count):
    x = torch.randn(count, 10)
    if name == "switch_mixture":
        x[:, 9] += 3 * (2 * torch.randint(0, 2, (count,)) - 1)
    return x


def labels(name, function, x):
    return (function(x) > 0).float() if name == "switch_mixture" else torch.sigmoid(function(x))


def train(name, function, seed):
    torch.manual_seed(seed)
    sizes = [10] + [WIDTH] * DEPTH + [1]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    loss = torch.nn.BCEWithLogitsLoss()
    for _ in range(STEPS):
        x = draw(name, BATCH)
        optimizer.zero_grad()
        loss(net(x)[:, 0], labels(name, function, x)).backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        x = draw(name, 50_000)
        error = (torch.sigmoid(net(x)[:, 0]) - labels(name, function, x)).abs().mean().item()
    return net, error


def save(net, path):
    nodes, weights, name = [], [], "x"
    linear = [m for m in net if isinstance(m, torch.nn.Linear)]
    for i, layer in enumerate(linear):
        weights += [numpy_helper.from_array(layer.weight.detach().numpy(), f"w{i}"), numpy_helper.from_array(layer.bias.detach().numpy(), f"b{i}")]
        nodes.append(helper.make_node("Gemm", [name, f"w{i}", f"b{i}"], [f"h{i}"], transB=1))
        last = i == len(linear) - 1
        name = "probability" if last else f"a{i}"
        nodes.append(helper.make_node("Sigmoid" if last else "Relu", [f"h{i}"], [name]))
    graph = helper.make_graph(
        nodes, "mlp", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 10])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["N", 1])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


if __name__ == "__main__":
    folder = sys.argv[1] if len(sys.argv) > 1 else "."
    torch.set_num_threads(1)
    for seed, (name, function) in enumerate(FUNCTIONS.items()):
        if name not in (sys.argv[2:] or FUNCTIONS):
            continue
        net, error = train(name, function, seed)
        save(net, f"{folder}/{name}.onnx")
        print(f"{name}: mean error of the probability {error:.4f}", flush=True)
