"""What was read, as a folder of Parquet files: written shard by shard, read by DuckDB. For archives that no ledger should hold whole."""
from dragoman.archive.folder import MARK, TRIES, Entry, Folder, is_folder
from dragoman.archive.layout import OFFLINE, TABLES
from dragoman.archive.opening import ALL, ledger_of
from dragoman.archive.reading import COUNTED, PERIODS, Archive, Held
from dragoman.archive.writing import Writing

__all__ = ["ALL", "COUNTED", "MARK", "OFFLINE", "PERIODS", "TABLES", "TRIES", "Archive", "Entry", "Folder", "Held", "Writing", "is_folder", "ledger_of"]
