find-title = Find
find-hint = Name, number, serial, room…
find-clear = Empty the search
find-create = Create
find-none = Nothing answers to “{ $query }”
find-none-help = Try fewer letters, or the last four digits. Only what your team sees is searched.
find-nothing-here = No CI on this device
find-nothing-here-help = Your team’s inventory arrives with the first sync. You can already scan and create.
find-column-name = Name
find-column-number = Number
find-column-state = State
find-column-place = Place
find-column-responsible = Held by
find-column-seen = Seen
find-pick = Pick a CI
find-pick-help = Its facts and its history open here.
keys-title = By keyboard
keys-move = Next line, previous line
keys-find = Find
keys-open = Open
keys-back = Go back
keys-show = These shortcuts
keys-edit = Edit
keys-place = Move
keys-state = State
key-enter = Enter
key-escape = Esc
find-latest = Changed last
find-count-of = { $count ->
    [one] { $count } CI of { $all }
   *[other] { $count } CIs of { $all }
}
find-count-many = { $count } CIs and more
find-more = Show more
find-column-chosen = Chosen
find-choose = Choose { $title }
find-none-filtered = Nothing passes this filter
find-none-filtered-help = Take away one of the filters above.
filter-type = Which type?
filter-clear-type = All types
filter-clear-state = All states
filter-clear-place = All places
selected = { $count } chosen
selected-none = Choose none
selected-moved = { $count ->
    [one] { $count } CI put here: { $place }
   *[other] { $count } CIs put here: { $place }
}
selected-state = { $count ->
    [one] { $count } CI: { $state }
   *[other] { $count } CIs: { $state }
}
labels = Labels
labels-offline = The server prepares labels. Try again with a network.
place-label = Label of the place
