"""The release life cycle of the warehouse: settings, audit, publication, exports and look-ups on DuckDB files."""
