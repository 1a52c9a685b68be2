"""The subcommands of ``tonghop``, a file for each noun."""
