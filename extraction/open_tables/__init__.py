"""Tables of which lines are missing: columns and rows from how words stand, and from what lines there are."""
