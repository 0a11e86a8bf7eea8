places-title = Places
place-nowhere = Nowhere: it is a site
field-kind = Kind
field-parent = Lies in
field-merged = Merged into
