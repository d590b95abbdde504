"""The database: rows, the one writer, repositories; rows never leave this drawer."""
