"""The compiled result of a campaign: read, laid out, reconciled, exported."""
