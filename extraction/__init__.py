"""Words -> fields. Geometry and text only; never sees an image."""
