"""Data-quality gate: Great Expectations suites over a warehouse file, with plain results and Data Docs."""
