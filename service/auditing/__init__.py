"""What everybody did: recorded by itself at each commit, only ever added to, each entry chained."""
