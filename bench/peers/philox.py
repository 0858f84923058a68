"""Cleave's random numbers in numpy (src/Cleave.Tensors/Randomness), so that a peer can be checked on the same masks."""
import numpy as np

def key(seed, purpose):
    """FNV-1a over the seed's eight bytes and the purpose in UTF-16, then mixed."""
    mask, h = (1 << 64) - 1, 0xCBF29CE484222325
    for byte in seed.to_bytes(8, "little") + purpose.encode("utf-16-le"):
        h = ((h ^ byte) * 0x100000001B3) & mask
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        h = ((h ^ (h >> 33)) * factor) & mask
    return h ^ (h >> 33)

def uniform(k, step, count):
    """Multiples of 2^-24 from [0, 1). Philox 4x32-10; 8 counters fill 32 numbers: words 0 and 1 of each, then words 2 and 3."""
    counters = np.arange((count + 31) // 32 * 8, dtype=np.uint64)
    low = np.uint64(0xFFFFFFFF)
    x, y = counters & low, counters >> np.uint64(32)
    z, w = (np.full_like(x, part) for part in (step & 0xFFFFFFFF, step >> 32))
    k0, k1 = k & 0xFFFFFFFF, k >> 32
    for _ in range(10):
        first, second = np.uint64(0xD2511F53) * x, np.uint64(0xCD9E8D57) * z
        x, y, z, w = (second >> np.uint64(32)) ^ y ^ np.uint64(k0), second & low, (first >> np.uint64(32)) ^ w ^ np.uint64(k1), first & low
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    words = np.concatenate([np.stack(pair, -1).reshape(-1, 16) for pair in ((x, y), (z, w))], -1).reshape(-1)[:count]
    return ((words >> np.uint64(8)).astype(np.float32) * np.float32(2 ** -24))

def subsets(k, step, things, positions):
    """For each position a subset of uniformly random size, as 0/1 in [things, positions]."""
    chosen = np.zeros((things, positions), np.float32)
    for n in range(positions):
        draws, order = uniform(k, step * positions + n, things + 1), list(range(things))
        size = 1 + min(things - 1, int(draws[things] * np.float32(things)))
        for i in range(size):
            j = i + min(things - i - 1, int(draws[i] * np.float32(things - i)))
            order[i], order[j] = order[j], order[i]
        chosen[order[:size], n] = 1
    return chosen
