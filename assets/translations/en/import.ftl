# Files: rows coming in, rows going out.
import-title = Import a file
