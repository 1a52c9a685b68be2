"""The network: four small convolutions over the line, two along it, a sign for each moment; print or pen."""

from __future__ import annotations

from torch import Tensor, nn

from samples.reader_training.texts import SIGNS, UNKNOWN

CLASSES = ("", *SIGNS, UNKNOWN)
"""What a moment can be; the first is the CTC blank."""
WIDTHS = (24, 48, 72, 96, 128)
ALONG = 3  # moments that a convolution along the line sees
PEN_WIDTH = 32


def _block(
    before: int, after: int, kernel: int | tuple[int, int], stride: int, padding: int
) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )


class CellNetwork(nn.Module):
    """Lines of shape (cells, 1, 32, width), 0 white to 1 black; four pixels of width make one moment.

    Gives log probabilities of shape (cells, moments, signs) and one number for each cell, over nought where
    it was written by hand. All convolutions, so that a line can have any width; the first two halve it, which
    makes a step of training several times cheaper than pooling after them.
    """

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.look = nn.Sequential(
            _block(1, a, 5, 2, 2), _block(a, b, 3, 2, 1), _block(b, c, 3, 1, 1), nn.MaxPool2d((2, 1)),
            _block(c, d, 3, 1, 1), nn.MaxPool2d((2, 1)), _block(d, e, (2, 1), 1, 0),
        )  # fmt: skip
        self.along = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(e, e, ALONG, padding=ALONG // 2, bias=False), nn.BatchNorm1d(e), nn.ReLU()
            )
            for _ in range(2)
        )
        self.drop = nn.Dropout(0.05)
        self.signs = nn.Conv1d(e, len(CLASSES), 1)
        self.pen = nn.Sequential(nn.Conv1d(e, PEN_WIDTH, 1), nn.ReLU(), nn.Conv1d(PEN_WIDTH, 1, 1))

    def forward(self, lines: Tensor) -> tuple[Tensor, Tensor]:
        """The log probabilities and the pen's number; every moment counts alike for the pen."""
        seen = self.look(lines).squeeze(2)
        for layer in self.along:
            seen = seen + layer(seen)
        signs = self.signs(self.drop(seen)).transpose(1, 2).log_softmax(2)
        return signs, self.pen(seen).mean(dim=2).squeeze(1)
