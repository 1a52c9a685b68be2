"""Trains the small network that reads number cells (``python -m samples.reader_training``)."""
