"""What a download is made of: workbooks, long tables, JSON, ODS."""
