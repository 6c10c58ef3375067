"""The results of a class for people: feedback pages, tables, the report, the item analysis."""
