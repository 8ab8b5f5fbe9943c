"""任意表格: a table whose columns somebody mapped once."""

from onair.connectors.mapped_csv.translate import MappedCsv

importer = MappedCsv()
