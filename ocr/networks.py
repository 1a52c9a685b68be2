"""Small networks on ONNX: the only module that knows the engine that runs them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Network:
    """A network that takes one array of floats; loaded once, run on one thread, as Tesseract is."""

    def __init__(self, model: Traversable) -> None:
        import onnxruntime  # 0.2 s that most pages do without

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        with resources.as_file(model) as path:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        self._input = self._session.get_inputs()[0].name

    def __call__(self, array: Floats) -> list[Floats]:
        """All outputs, in the network's order."""
        return [np.asarray(out, dtype=np.float32) for out in self._session.run(None, {self._input: array})]

    @property
    def notes(self) -> Mapping[str, Any]:
        """What the model file tells about itself, each note decoded from JSON."""
        stored = self._session.get_modelmeta().custom_metadata_map
        return {name: json.loads(text) for name, text in stored.items()}
