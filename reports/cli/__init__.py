"""The command line: options, commands and what each prints."""
