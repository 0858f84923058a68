"""The training step of recipes tms-*/spd and resid-mlp-1/spd in PyTorch: the same shapes, losses and optimizers as Cleave's.

    toy_step.py FOLDER --check             takes the dumped steps (Cleave.Bench dump) and compares every loss with Cleave's
    toy_step.py FOLDER --seconds 3 [--batch N] [--threads N]    times the step on data and masks of its own

B batch, C subcomponents of a site, H hidden units of an importance gate. Needs torch >= 1.13 and numpy.
"""
import argparse, json, os, struct, time
import numpy as np, torch, torch.nn.functional as F

def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    return {name: torch.from_numpy(np.frombuffer(data, "<f4", (t["data_offsets"][1] - t["data_offsets"][0]) // 4, t["data_offsets"][0]).reshape(t["shape"]).copy())
            for name, t in header.items()}

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

class Case:
    def __init__(self, folder):
        self.info = json.load(open(os.path.join(folder, "case.json")))
        self.tensors = t = read_safetensors(os.path.join(folder, "case.safetensors"))
        self.sites, self.resid = self.info["sites"], "resid" in self.info["recipe"]
        self.W = {s: t[f"target.{s}.W"] for s in self.sites}
        self.b = {s: t.get(f"target.{s}.b") for s in self.sites}
        if self.resid:
            self.embed, self.unembed = t["target.embedding.weight"], t["target.unembedding.weight"]
        parameter = lambda name: t[name].clone().requires_grad_()
        self.V, self.U = ({s: parameter(f"components.values.{s}.{m}") for s in self.sites} for m in "VU")
        self.gate = {s: [parameter(f"importance.values.{s}.{p}") for p in ("hidden.weight", "hidden.bias", "out.weight", "out.bias")] for s in self.sites}
        groups = [*self.V.values(), *self.U.values()], [p for g in self.gate.values() for p in g]
        self.optimizers = [torch.optim.AdamW(g, weight_decay=0, foreach=True) for g in groups]
        self.step_number = 0
        self.coefficient, self.power = (3e-3, 1) if "tms-5-2" in self.info["recipe"] else (1e-5 if self.resid else 1e-4, 2)

    def forward(self, x, layer):
        """The target, its linear layers called as layer(site, x)."""
        if not self.resid:
            for site in self.sites:
                x = layer(site, x)
            return F.relu(x)
        r = x @ self.embed
        for up, down in zip(self.sites[::2], self.sites[1::2]):
            r = r + layer(down, F.relu(layer(up, r)))
        return r @ self.unembed

    def plain(self, site, x):
        return F.linear(x, self.W[site], self.b[site])

    def masked(self, masks, site, x):
        """((x V) * (m - d)) U + d x W + b: the leftover is never formed."""
        m, d = masks[site]
        y = ((x @ self.V[site]) * (m - d)) @ self.U[site] + d * (x @ self.W[site].T)
        return y if self.b[site] is None else y + self.b[site]

    def step(self, x, draw):
        inputs = {}
        def record(site, value):
            inputs[site] = value
            return self.plain(site, value)
        with torch.no_grad():
            target = self.forward(x, record)
        lower, upper = {}, {}
        for s in self.sites:
            w1, b1, w2, b2 = self.gate[s]
            h = inputs[s] @ self.V[s]                                              # [B, C]
            # Not einsum: torch 1.13 computes a wrong gradient of gelu from the strided one that einsum hands back.
            z = (F.gelu(torch.addcmul(b1, h.unsqueeze(-1), w1)) * w2).sum(-1) + b2
            lower[s], upper[s] = LowerLeaky.apply(z), upper_leaky(z)
        def masks(term):
            result = {}
            for s in self.sites:
                u, d = draw(term, s)
                result[s] = (lower[s] + (1 - lower[s]) * u, d)
            return result
        every, alone = masks("stochastic"), masks("stochastic-layerwise")
        stochastic = F.mse_loss(self.forward(x, lambda s, v: self.masked(every, s, v)), target)
        layerwise = sum(F.mse_loss(self.forward(x, lambda s, v: self.masked(alone, s, v) if s == one else self.plain(s, v)), target)
                        for one in self.sites) / len(self.sites)
        minimality = sum(((g + 1e-12) ** self.power).sum() for g in upper.values()) / x.shape[0]
        for optimizer in self.optimizers:
            optimizer.param_groups[0]["lr"] = self.info["rates"][min(self.step_number, len(self.info["rates"]) - 1)]   # of both groups
            optimizer.zero_grad(set_to_none=True)
        (stochastic + layerwise + self.coefficient * minimality).backward()
        for optimizer in self.optimizers:
            optimizer.step()
        self.step_number += 1
        return {"stochastic": stochastic, "stochastic-layerwise": layerwise, "minimality": minimality}

def check(case):
    worst = 0.0
    for step, expected in enumerate(case.info["losses"]):
        t = case.tensors
        got = case.step(t[f"batch.{step}"], lambda term, s: (t[f"losses/{term}/{s}/u.{step}"], t[f"losses/{term}/{s}/delta.{step}"]))
        worst = max(worst, *(abs(got[name].item() - value) / abs(value) for name, value in expected.items()))
    print(f"{case.info['recipe']}: {step + 1} steps, largest relative difference of a loss {worst:.1e}")
    return worst < 1e-3

def measure(case, batch, seconds):
    shape = case.tensors["batch.0"].shape
    batch = batch or shape[0]
    signed = case.resid
    def data():
        present = torch.rand(batch, shape[1]) < (0.01 if signed else 0.05)
        values = torch.rand(batch, shape[1])
        return (values * 2 - 1 if signed else values) * present
    draw = lambda term, s: (torch.rand(batch, case.V[s].shape[1]), torch.rand(batch, 1))
    for _ in range(10):
        case.step(data(), draw)
    times, begin = [], time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        case.step(data(), draw)
        times.append(time.perf_counter() - start)
    times.sort()
    print(f"{1e3 * times[len(times) // 2]:.4f} {1e3 * times[0]:.4f}")

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    case = Case(a.folder)
    if a.check:
        raise SystemExit(0 if check(case) else 1)
    measure(case, a.batch, a.seconds)
