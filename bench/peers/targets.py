"""The targets of measured steps in PyTorch. forward(x, layer) calls layer(site, x) for every linear layer that is decomposed. B batch, T positions."""
import math
import torch, torch.nn.functional as F

class Target:
    def __init__(self, tensors, sites):
        self.W = {s: tensors[f"target.{s}.W"] for s in sites}
        self.b = {s: tensors.get(f"target.{s}.b") for s in sites}
        self.sites = sites

    def plain(self, site, x):
        return F.linear(x, self.W[site], self.b[site])

class Tms(Target):
    def forward(self, x, layer):
        for site in self.sites:
            x = layer(site, x)
        return F.relu(x)

class ResidMlp(Target):
    def __init__(self, tensors, sites):
        super().__init__(tensors, sites)
        self.embed, self.unembed = tensors["target.embedding.weight"], tensors["target.unembedding.weight"]

    def forward(self, x, layer):
        r = x @ self.embed
        for up, down in zip(self.sites[::2], self.sites[1::2]):
            r = r + layer(down, F.relu(layer(up, r)))
        return r @ self.unembed

class Llama(Target):
    """RMS-normed blocks, interleaved rotary pairs, grouped-query attention, w2(silu(w1 x) * w3 x); the head is the embedding or its own."""
    def __init__(self, tensors, sites, sizes):
        super().__init__(tensors, sites)
        self.sizes, self.t = sizes, {n.removeprefix("target."): v for n, v in tensors.items() if n.startswith("target.")}
        half = sizes["dim"] // sizes["heads"] // 2
        angles = torch.arange(sizes["length"], dtype=torch.float64)[:, None] * sizes["base"] ** (-torch.arange(half, dtype=torch.float64) / half)
        self.cos, self.sin = angles.cos().float()[:, None], angles.sin().float()[:, None]
        self.causal = torch.full((sizes["length"], sizes["length"]), float("-inf")).triu(1)

    def norm(self, x, gain):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.sizes["epsilon"]) * self.t[gain]

    def turn(self, x):
        a, b = x[..., 0::2], x[..., 1::2]
        return torch.stack((a * self.cos - b * self.sin, a * self.sin + b * self.cos), -1).flatten(-2)

    def forward(self, tokens, layer):
        batch, length = tokens.shape
        heads, kv = self.sizes["heads"], self.sizes["kv"]
        x = self.t["tok_embeddings.weight"][tokens]
        for i in range(self.sizes["layers"]):
            at = f"layers.{i}."
            h = self.norm(x, at + "attention_norm.weight")
            q, k, v = (layer(f"{at}attention.{name}", h).view(batch, length, n, -1) for name, n in (("wq", heads), ("wk", kv), ("wv", kv)))
            q, k, v = self.turn(q).transpose(1, 2), self.turn(k).transpose(1, 2), v.transpose(1, 2)
            if kv != heads:
                k, v = k.repeat_interleave(heads // kv, 1), v.repeat_interleave(heads // kv, 1)
            pattern = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + self.causal).softmax(-1)
            x = x + layer(at + "attention.wo", (pattern @ v).transpose(1, 2).reshape(batch, length, -1))
            h = self.norm(x, at + "ffn_norm.weight")
            x = x + layer(at + "feed_forward.w2", F.silu(layer(at + "feed_forward.w1", h)) * layer(at + "feed_forward.w3", h))
        return self.norm(x, "norm.weight") @ self.t.get("output.weight", self.t["tok_embeddings.weight"]).T

def of(info, tensors):
    sites = info["sites"]
    if info["llama"]:
        return Llama(tensors, sites, info["llama"])
    return (ResidMlp if "target.embedding.weight" in tensors else Tms)(tensors, sites)
