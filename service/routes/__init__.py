"""HTTP routes: each parses, calls one function, answers."""
