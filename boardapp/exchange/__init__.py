"""Spreadsheets into drafts of actions and back. Pure: no board, no database, no sentence."""
