"""Telling programs of the office what happened: read, reviewed, exported. Off until a host is named."""
