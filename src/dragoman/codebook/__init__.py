"""Data only: names and their codes, one table a file. README.md says what each holds and where it comes from."""
