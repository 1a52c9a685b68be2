"""Sums of compiled campaigns, stored and kept right: what a page shows without adding up all units anew.

``service.compiling`` computes a campaign from scratch, and is what these sums have to equal. The database
itself marks whatever changes (``service.records.sums``); before sums are shown, what is marked is computed
anew and the difference carried up the tree.
"""
