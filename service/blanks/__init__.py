"""Blank forms for units to fill in, as DOCX and PDF with codes."""
