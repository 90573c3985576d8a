"""Reading ONIX for Books 2.1, 3.0 and 3.1, in either spelling. The mapping stands in docs/onix.md."""
