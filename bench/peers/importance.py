"""Importance functions of measured steps in PyTorch: logits of every site from the untouched pass. C subcomponents, H hidden units of a gate."""
import math
import torch, torch.nn.functional as F

class LowerLeaky(torch.autograd.Function):
    """Hard sigmoid whose gradient leaks below 0, and only where it would raise the value."""
    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z.clamp(0, 1)

    @staticmethod
    def backward(ctx, g):
        z, = ctx.saved_tensors
        return torch.where(z <= 0, (0.01 * g).clamp(max=0), torch.where(z <= 1, g, torch.zeros_like(g)))

def upper_leaky(z):
    return torch.where(z > 1, 1 + 0.01 * (z - 1), F.relu(z))

def norm(x):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + torch.finfo(torch.float32).eps)

class Gates:
    """A network of one hidden layer for each subcomponent, of its inner activation."""
    def __init__(self, sites, p):
        self.sites, self.p = sites, p

    def __call__(self, inputs, V):
        logits = {}
        for s in self.sites:
            w1, b1, w2, b2 = (self.p[f"{s}.{name}"] for name in ("hidden.weight", "hidden.bias", "out.weight", "out.bias"))
            # Not einsum: torch 1.13 computes a wrong gradient of gelu from the strided one that einsum hands back.
            logits[s] = (F.gelu(torch.addcmul(b1, (inputs[s] @ V[s]).unsqueeze(-1), w1)) * w2).sum(-1) + b2   # [B, C]
        return logits

class Transformer:
    """One bidirectional transformer over all distinct site inputs, a linear head for each site."""
    def __init__(self, sites, p, settings, length):
        self.sites, self.p, self.heads, self.blocks = sites, p, settings["heads"], settings["blocks"]
        self.taps = [n[3:-7] for n in p if n.startswith("in.") and n.endswith(".weight")]
        half = settings["width"] // self.heads // 2
        angles = torch.arange(length, dtype=torch.float64)[:, None] * 10000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
        self.cos, self.sin = angles.cos().float(), angles.sin().float()

    def turn(self, x):
        a, b = x.chunk(2, -1)
        return torch.cat((a * self.cos - b * self.sin, a * self.sin + b * self.cos), -1)

    def __call__(self, inputs, V):
        p = self.p
        x = torch.cat([norm(inputs[t]) for t in self.taps], -1) @ torch.cat([p[f"in.{t}.weight"] for t in self.taps]) + p["in.bias"]
        for i in range(self.blocks):
            at = f"blocks.{i}."
            h = norm(x)
            q, k, v = ((h @ p[f"{at}{n}.weight"]).view(*x.shape[:2], self.heads, -1).transpose(1, 2) for n in "qkv")
            pattern = (self.turn(q) @ self.turn(k).transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1)
            x = x + (pattern @ v).transpose(1, 2).reshape(x.shape) @ p[at + "o.weight"]
            x = x + F.gelu(norm(x) @ p[at + "expand.weight"] + p[at + "expand.bias"]) @ p[at + "contract.weight"] + p[at + "contract.bias"]
        weight, bias = (torch.cat([p[f"out.{s}.{n}"] for s in self.sites], -1) for n in ("weight", "bias"))
        return dict(zip(self.sites, (x @ weight + bias).split([p[f"out.{s}.bias"].shape[0] for s in self.sites], -1)))
