# The page of labels, which the server makes itself.
labels-title = Labels
labels-count = { $labels ->
    [0] Nothing to print
    [one] { $labels } label
   *[other] { $labels } labels
  }
labels-pages = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
  }
labels-how = Print at 100% (“actual size”), without margins and without fitting to the page: a code made larger or smaller no longer reads as well.
labels-module = Each module of the code is { $dots } dots, { $width } mm. Every code was read back before it was shown.
labels-retired = { $count ->
    [one] One label is left out: what it is of is retired.
   *[other] { $count } labels are left out: what they are of is retired.
  }
labels-missing = { $count ->
    [one] One label is missing: what it is of has not come to the server yet, or is not yours to read.
   *[other] { $count } labels are missing: what they are of has not come to the server yet, or is not yours to read.
  }
labels-coming = { $count ->
    [one] One label code is on its way. This page looks again by itself.
   *[other] { $count } label codes are on their way. This page looks again by itself.
  }
labels-without-code = { $count ->
    [one] One label has no code yet. Somebody who may change what it is of gives it one by asking for it.
   *[other] { $count } labels have no code yet. Somebody who may change what they are of gives them one by asking for them.
  }
labels-without-number = { $count ->
    [one] On one label the number is too long to fit whole, and is left out.
   *[other] On { $count } labels the number is too long to fit whole, and is left out.
  }
labels-unreadable = { $count ->
    [one] One code did not read back as it should; its label is not shown.
   *[other] { $count } codes did not read back as they should; their labels are not shown.
  }
labels-refused = This code could not be read
labels-refused-why = On a label of { $width } × { $height } mm, at { $dpi } dots per inch, the modules would be too fine or the text too small.
labels-refused-least = It takes at least { $beside-width } × { $beside-height } mm, or { $under-width } × { $under-height } mm.
labels-refused-otherwise = On this label the code would fit at { $dpi } dots per inch with correction { $correction }.
labels-mistake = These measures don’t work
labels-mistake-field = This field cannot be read: { $field }
labels-mistake-none = A page takes between 1 and 500 labels, and each has a width and a height.
labels-mistake-wide = These labels need a page { $width } mm wide.
labels-mistake-high = These labels need a page { $height } mm high.
labels-mistake-first = This sheet has positions 1 to { $most }.
labels-mistake-many = Ask for { $most } labels at most in one go.
labels-signed-out = This browser has not joined
labels-signed-out-help = Open Recense in this browser, join, then ask for the labels from there.
labels-open = Open Recense
labels-sheet = Sheet or roll
labels-free = Your own measures
labels-first = First free position
labels-dpi = Printer (dots per inch)
labels-dpi-usual = As usual for the sheet
labels-correction = Error correction
labels-blank = Blank labels
labels-show = Show
labels-page_width = Page width (mm)
labels-page_height = Page height (mm)
labels-left = Left margin (mm)
labels-top = Top margin (mm)
labels-width = Label width (mm)
labels-height = Label height (mm)
labels-gap_across = Gap between columns (mm)
labels-gap_down = Gap between rows (mm)
labels-columns = Columns
labels-rows = Rows
labels-items = CIs
labels-places = Places
