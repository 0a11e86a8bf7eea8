places-title = Places
places-add-site = Add a site
places-none-help = Check the spelling, or go down from the site.
places-empty-add = Begin with a site: its buildings and rooms are then added inside.
places-add-in = Add in { $place }
places-names = One name a line
places-names-hint = Type a name, or paste hundreds: each line becomes a place, just as it stands.
places-add-count = { $count ->
    [0] Add
    [one] Add { $count } place
   *[other] Add { $count } places
}
places-made = { $count ->
    [one] { $count } place added
   *[other] { $count } places added
}
places-known = { $count ->
    [one] { $count } is there already, and stays
   *[other] { $count } are there already, and stay
}
places-doubled = { $count ->
    [one] { $count } named twice, left out
   *[other] { $count } named twice, left out
}
places-too-long = { $count ->
    [one] { $count } line too long, left out
   *[other] { $count } lines too long, left out
}
places-too-many = More than 2,000 places at once: paste them in several goes.
places-and-more = and { $count } more
place-items = { $count ->
    [0] No CIs
    [one] { $count } CI
   *[other] { $count } CIs
}
place-items-here = { $count } of them right here
place-cis = CIs here
place-inside = In this place
place-change = Change this place
place-add-inside = Add inside
place-i-am-here = I am here
place-move = Move
place-move-title = Where is { $place }?
place-moved = Now lies in { $place }
place-merge = Merge into another place
place-merge-title = { $place } is really…
place-merged = { $was } now leads to { $place }
place-merged-here = Merged here
place-retire = Retire
place-retired = Retired
place-retired-told = Retired: no longer offered
place-back-told = In use again
place-bring-back = Bring it back
place-is-retired = This place is retired
place-is-retired-help = It is no longer offered, and its label says so.
place-is-retired-with = { $count ->
    [one] It is no longer offered. { $count } CI is still in it: put it elsewhere.
   *[other] It is no longer offered. { $count } CIs are still in it: put them elsewhere.
}
place-is = This is now { $place }
place-is-help = Its label, and everything in it, leads to { $place }.
place-part = Part them again
place-missing = This place is not on this device
place-missing-help = Its creation may have been undone. Look for it among the places.
place-edit = Edit the place
place-nowhere = Nowhere: it is a site
place-site-told = Is a site now
item-place-retired = Its place is retired
item-place-retired-help = { $place } is no longer in use: say where this CI is.
field-kind = Kind
field-parent = Lies in
field-merged = Merged into
act-merged = Merged into { $to }
act-retired = Retired
act-brought-back = Brought back
act-lies-in = Moved into { $to }
act-site = Made a site
act-renamed = Renamed: { $name }
sent-several-places = { $count } places · { $what }
