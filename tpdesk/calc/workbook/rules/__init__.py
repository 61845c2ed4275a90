"""The accessibility rules for workbooks, each decided by machine over the raw parts of any .xlsx."""
