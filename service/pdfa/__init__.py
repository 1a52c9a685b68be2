"""Searchable PDF/A-2b of a submission: its pages as they came, and what was read as invisible text."""

from service.pdfa.document import Order, write_pdfa
from service.pdfa.words import Correction

__all__ = ["Correction", "Order", "write_pdfa"]
