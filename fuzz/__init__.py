"""Fuzzing of what reads words from outside (docs/security.md): `make fuzz`, or `python -m fuzz TARGET --seconds 60`."""
