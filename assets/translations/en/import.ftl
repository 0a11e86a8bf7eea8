# Files: rows coming in, rows going out.
import-title = Import a file
import-of = Each row is
import-of-items = A CI
import-of-places = A place
import-choose = Choose a CSV file, or drop it here
import-help = Nothing is written before you have seen what becomes of every row.
import-lost = The file is no longer open here. What was done is kept: take it again, and it goes on where it was.
import-unreadable = This file cannot be read. Choose it again.
import-other = Another file
import-found = { $count ->
    [one] One row found
   *[other] { $count } rows found
  }
import-encoding = Character set
import-separator = Separator
import-header = The first row names the columns
import-key = Recognise a CI by
import-key-any = Any identifier
import-key-none = Nothing: every row makes one
import-type = Type of rows that name none
import-type-none = None
import-columns = Columns
import-column = Column { $number }
import-open = To decide
import-left-out = Leave out
import-leave-rest = Leave out the rest
import-blank = An empty cell changes nothing. To clear, write <empty>.
import-id = Recense ID
import-sub-state = Sub-state
import-part = Place: { $kind }
import-parent = Within
import-kind = Kind
import-try = { $count ->
    [one] Try this row, write nothing
   *[other] Try these { $count } rows, write nothing
  }
import-trying = Trying: { $done } of { $all } rows
import-create = Created
import-update = Updated
import-unchanged = Unchanged
import-refused = Refused
import-all = All
import-sum = { $count ->
    [one] One row in the file
   *[other] { $count } rows in the file
  }
import-row = row { $number }
import-run = { $count ->
    [0] Nothing to import
    [one] Import one row
   *[other] Import { $count } rows
  }
import-back = Review the columns
import-running = Importing: { $done } of { $all } rows
import-go-on = Go on
import-done = { $count ->
    [0] Nothing was to be done
    [one] One row imported
   *[other] { $count } rows imported
  }
import-done-help = All of it is kept here and leaves as soon as it can.
import-undo = Undo all of it
import-make = Make it
import-make-not = Do not make it
import-make-all = Make these { $count } places
import-ask-type = Type “{ $text }” ({ $count }): which one is it?
import-ask-place = “{ $path }” ({ $count }) is not here. Make it?
import-ask-days = “{ $sample }” ({ $count }): day or month first?
import-day-first = Day first
import-month-first = Month first
import-ask-near = { $count } numbers are nearly a known one: a zero, a dash or a capital apart.
import-near-same = It is the same CI
import-near-new = It is a new one
import-near-ask = Refuse these rows
encoding-utf8 = UTF-8
encoding-utf16-le = UTF-16
encoding-utf16-be = UTF-16 (big-endian)
encoding-windows = Windows-1252
encoding-mac = Mac OS Roman
encoding-dos = MS-DOS (850)
separator-tab = Tab
refused-blank = The row is empty.
refused-garbled = Some characters cannot be read: change the character set.
refused-too-wide = It has more cells than there are columns.
refused-no-type = No type is named.
refused-nameless = Neither name, model nor number.
refused-open-column = Column “{ $column }” is not decided.
refused-unknown = { $column }: “{ $text }” is not known here.
refused-near = { $column }: “{ $text }” is nearly { $near }.
refused-several = { $column }: “{ $text }” may be { $found }.
refused-new-place = The place “{ $path }” is not here.
refused-no-attribute = This type has no attribute “{ $column }”.
refused-other-type = This CI is of type { $stands }.
refused-same-key = Same number as row { $number }.
refused-invalid = { $column }: “{ $text }” does not fit.
refused-day-order = { $column }: “{ $text }”, day or month first?
refused-undated = Retired, but without an end-of-life date.
refused-taken = Label { $text } is on another CI.
refused-not-kept = The device did not accept it.
export-items = Export the list
export-all = Export all CIs
export-places = Export the places
export-items-file = cis.csv
export-places-file = places.csv
export-saved = File saved
files-title = Files
