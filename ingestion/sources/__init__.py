"""Where bulletins come from: folders, files, zip archives, web sites, object stores."""

from ingestion.sources.origin import Source, SourceFile, SourceUnreachable, Unobtainable
from ingestion.sources.specification import SpecificationError, open_source

__all__ = ["Source", "SourceFile", "SourceUnreachable", "SpecificationError", "Unobtainable", "open_source"]
