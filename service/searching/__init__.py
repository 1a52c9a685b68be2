"""Full-text search over reports: how words are compared, the index in either database, keeping it true."""
