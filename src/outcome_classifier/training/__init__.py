"""From labelled statements to a model folder: `load_dataset`, then `train`."""

from .dataset import load_dataset
from .recipe import train

__all__ = ["load_dataset", "train"]
