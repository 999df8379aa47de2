"""The catalogue as a workbook: its columns, its cells' grammar, reading and writing."""
