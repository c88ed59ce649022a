"""Measures the program against corpora. Each module is a command; its last line is one JSON object of figures from 0 to 1."""
