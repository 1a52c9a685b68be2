"""A DOCX reply read as pages of words and tables, without pixels."""
