"""The import in the browser: drafts, what a child reads into them, and the pages' forms."""
