"""Writes the small models beside this file and gradients.json: what torch's autograd gives for them.

Run with torch 1.13 and onnx 1.12: python3 make_torch_gradients.py. The target is sum(y * mix), mix_i = 1 + cos(i)/2.
"""
import json
import math
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))


class Recurrent(nn.Module):
    """Convolution, then a recurrent layer in both directions, batch first."""

    def __init__(self, layer):
        super().__init__()
        self.conv = nn.Conv1d(4, 5, 3, padding=1)
        self.layer = layer(5, 3, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        h, _ = self.layer(torch.tanh(self.conv(x)).transpose(1, 2))
        return self.out(h)


class Attention(nn.Module):
    """A transformer block with its own attention: reshapes by the input's sizes, softmax, layer norms, GELU."""

    def __init__(self, approximate):
        super().__init__()
        self.embed = nn.Conv1d(4, 8, 5, padding=2)
        self.qkv = nn.Linear(8, 24)
        self.proj = nn.Linear(8, 8)
        self.norm1, self.norm2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.up, self.down = nn.Linear(8, 16), nn.Linear(16, 8)
        self.approximate = approximate

    def forward(self, x):
        h = self.embed(x).transpose(1, 2)
        n, length, width = h.shape
        q, k, v = self.qkv(self.norm1(h)).reshape(n, length, 3, 2, width // 2).permute(2, 0, 3, 1, 4)
        weights = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(width // 2), dim=-1)
        h = h + self.proj((weights @ v).transpose(1, 2).reshape(n, length, width))
        h = h + self.down(F.gelu(self.up(self.norm2(h)), approximate=self.approximate))
        return h.mean(dim=1)


class EncoderDecoder(nn.Module):
    """Strided and transposed convolutions, nearest enlargement, group and instance norms, skip connection."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv1d(4, 6, 4, stride=2, padding=1)
        self.middle = nn.Conv1d(6, 6, 3, padding=2, dilation=2, groups=2)
        self.norm, self.instance = nn.GroupNorm(3, 6), nn.InstanceNorm1d(6, affine=True)
        self.up = nn.ConvTranspose1d(6, 4, 4, stride=2, padding=1)
        self.last = nn.Conv1d(8, 3, 1)

    def forward(self, x):
        h = F.leaky_relu(self.norm(self.down(x)), 0.1)
        h = F.elu(self.instance(self.middle(h)) + h)
        both = torch.cat([self.up(h), F.interpolate(F.avg_pool1d(x, 2), scale_factor=2.0, mode="nearest")], dim=1)
        return F.log_softmax(self.last(both), dim=2)


class AttentionPool(nn.Module):
    """Pooling by softmax weights over windows, einsum, batch norm, softplus."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv1d(4, 6, 7, padding=3), nn.BatchNorm1d(6)
        self.weight = nn.Parameter(torch.randn(6, 6) * 0.5)

    def forward(self, x):
        h = F.silu(self.norm(self.conv(x)))
        h = h.reshape(h.shape[0], h.shape[1], -1, 2)
        logits = torch.einsum("nclp,cd->ndlp", h, self.weight)
        return F.softplus((h * F.softmax(logits, dim=-1)).sum(dim=-1))


def mix(y):
    return 1 + 0.5 * torch.cos(torch.arange(y.numel(), dtype=y.dtype)).reshape(y.shape)


def main():
    models = {
        "lstm": Recurrent(nn.LSTM),
        "gru": Recurrent(nn.GRU),
        "attention_erf": Attention("none"),
        "attention_tanh": Attention("tanh"),
        "encoder_decoder": EncoderDecoder(),
        "attention_pool": AttentionPool(),
    }
    results = {}
    for i, (name, model) in enumerate(models.items()):
        torch.manual_seed(i)
        for parameter in model.parameters():
            nn.init.normal_(parameter, std=0.4)
        for module in model.modules():
            if isinstance(module, nn.BatchNorm1d):
                module.running_mean.normal_(std=0.3)
                module.running_var.uniform_(0.5, 2)
        model.eval()
        x = F.one_hot(torch.randint(4, (2, 12)), 4).transpose(1, 2).float() + 0.05 * torch.randn(2, 4, 12)
        path = os.path.join(HERE, name + ".onnx")
        torch.onnx.export(model, x, path, opset_version=13 if i % 2 else 15, input_names=["x"], output_names=["y"],
                          dynamic_axes={"x": {0: "N", 2: "L"}, "y": {0: "N"}})
        model, x = model.double(), x.double().requires_grad_()
        y = model(x)
        (y * mix(y)).sum().backward()
        results[name] = {"x": x.detach().flatten().tolist(), "y": y.detach().flatten().tolist(), "shape": list(y.shape), "gradient": x.grad.flatten().tolist()}
    with open(os.path.join(HERE, "gradients.json"), "w") as file:
        json.dump({name: {k: [round(v, 9) for v in values] for k, values in r.items()} for name, r in results.items()}, file)


if __name__ == "__main__":
    main()
