"""Several people at the same work: the queue, what is lent to whom, blind entries, samples, quality."""
