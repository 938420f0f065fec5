"""周报、月报、季报: what is reported of an area, as a page, a Word document and a workbook, made of the figures alone."""
