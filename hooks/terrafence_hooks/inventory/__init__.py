"""How an inventory looks: as a table, for machines, and as a page."""
