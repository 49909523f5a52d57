"""Data for `models.py`: models of given sizes, keys, a pickle."""

import collections
import io
import pathlib
import pickle
import random
import shutil
import subprocess
import sys
import types
import zipfile

BLOCK = 16 << 20

PICKLESCAN = """
import io, sys, time
from picklescan.scanner import scan_zip_bytes
stream = open(sys.argv[1], "rb").read()
times = []
for _ in range(3):
    before = time.process_time()
    result = scan_zip_bytes(io.BytesIO(stream), "model.pt")
    times.append(time.process_time() - before)
assert (result.scanned_files, result.infected_files, result.scan_err) == (1, 0, False)
print(sorted(times)[1])
"""


class Model:
    """A folder of files of some lengths, written unless it is there, and its signature beside it."""

    def __init__(self, folder, name, parts):
        self.path = folder / name
        self.signature = folder / f"{name}.sig"
        if not self.path.exists():
            chance = random.Random(name)
            block = chance.randbytes(BLOCK)
            for kind, (count, length) in enumerate(parts):
                for number in range(count):
                    file = self.path / f"part-{kind}-{number // 100:03}" / f"{number:05}.bin"
                    file.parent.mkdir(parents=True, exist_ok=True)
                    write(file, length, block, chance)

    def signed_as(self, kind):
        """The same files under another signature."""
        other = object.__new__(Model)
        other.path, other.signature = self.path, self.signature.with_suffix(f".{kind}.sig")
        return other

    def files(self):
        return sorted(path for path in self.path.rglob("*") if path.is_file())

    def remove(self):
        shutil.rmtree(self.path)


def write(path, length, block, chance):
    """Writes pseudo-random bytes, which differ from one block to the next."""
    with open(path, "wb") as file:
        while length > 0:
            at = chance.randrange(len(block))
            piece = min(length, len(block))
            file.write((block[at:] + block[:at])[:piece] if piece > 4096 else chance.randbytes(piece))
            length -= piece


def keys(folder):
    """A private key and its public key, made unless they are there."""
    private, public = folder / "key.pem", folder / "key.pub"
    if not private.exists():
        make = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", private]
        subprocess.run(make, check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True)
    return private, public


STORAGES, ELEMENTS = 64, 4096


def checkpoint(path, length):
    """Writes a checkpoint as torch does, with a `data.pkl` of about `length` bytes: many tensors, all
    of them views of a few storages, so that the pickle is most of it."""
    short = len(state_dict(1000))
    stream = state_dict(1000 * length // short)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", stream)
        archive.writestr("archive/byteorder", "little")
        for number in range(STORAGES):
            archive.writestr(f"archive/data/{number}", bytes(4 * ELEMENTS))
        archive.writestr("archive/version", "3\n")


def state_dict(count):
    """The pickle of so many named tensors. Stand-ins have the names of torch's classes, as a
    pickle holds names and nothing else of them."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")

    class FloatStorage:
        pass

    def _rebuild_tensor_v2():
        pass

    for module, thing in ((torch, FloatStorage), (utils, _rebuild_tensor_v2)):
        thing.__module__, thing.__qualname__ = module.__name__, thing.__name__
        setattr(module, thing.__name__, thing)
    sys.modules |= {"torch": torch, "torch._utils": utils}

    class Storage:
        def __init__(self, number):
            self.number = number

    class Tensor:
        def __init__(self, number):
            self.number = number

        def __reduce__(self):
            storage, offset = Storage(self.number % STORAGES), self.number // STORAGES % 1024
            return _rebuild_tensor_v2, (storage, offset, (16, 16), (16, 1), False, collections.OrderedDict())

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            if isinstance(thing, Storage):
                return ("storage", FloatStorage, str(thing.number), "cpu", ELEMENTS)

    state = collections.OrderedDict()
    for number in range(count):
        state[f"model.layers.{number // 12}.attention.{number % 12}.weight"] = Tensor(number)
    stream = io.BytesIO()
    Pickler(stream, 2).dump(state)
    return stream.getvalue()
