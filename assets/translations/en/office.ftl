import-of = Each row is
import-of-items = A CI
import-of-places = A place
import-choose = Choose a CSV file, or drop it here
import-help = Nothing is written before you have seen what becomes of every row.
import-lost = The file is no longer open here. What was done is kept: take it again, and it goes on where it was.
import-unreadable = This file cannot be read. Choose it again.
import-other = Another file
import-found = { $count ->
    [0] No rows found
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
import-try = { $count ->
    [0] Nothing to try
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
setup-keep = Keep
setup-in-french = In French
setup-in-english = In English
setup-read-only = Only administrators change this page.
people-title = People
people-person = Person
people-make = Add a person
people-make-go = Add
people-made = { $person } is in
people-nobody = Nobody of that name
people-nobody-help = Check the spelling, or try the last name.
people-more = { $count } people in all: search by name to see the others.
people-role = { $team }: { $role }
people-no-role = No role
people-unknown = This person is not on this device
people-unknown-help = They come with the next exchange, if there is such a person.
people-rename = Change the name
people-renamed = Now called { $person }
people-roles = Role in each team
people-last = A team keeps at least one administrator: give somebody else that role first.
people-role-given = { $team }: { $role }
people-role-ended = No longer in { $team }
invite-title = Invite a device
invite-own = Invite my new phone
invite-another = Invite a device of theirs
invite-help = A code appears: scan it with the other phone’s camera.
invite-code = QR code that enrols
invite-minutes = It counts for { $minutes } minutes, once.
invite-replaces = At that moment “{ $device }” loses its access.
invite-secret = Whoever has this code comes in as this person: show it to nobody else.
invite-copy = Copy the link
invite-done = Done
invite-not-yours = Inviting a device takes the administrator of every team this person is in.
devices-title = Devices
devices-none = No device is enrolled.
device-own = This device
device-enrolled = enrolled { $when }
device-seen = seen { $when }
device-replace = Replace with another
device-put-out-title = Take away the access of “{ $device }”?
device-put-out-help = It receives nothing more, and the inventory goes from that device as soon as it has a network. What it has not sent is delivered apart: you accept or refuse it here.
device-put-out-go = Take access away
device-keep = Keep it
device-put-out-when = access taken away { $when }
device-held-go = { $count ->
    [one] Decide on one change delivered since
   *[other] Decide on { $count } changes delivered since
  }
device-held-title = What “{ $device }” delivered after its access was taken away
device-held-help = Accepted, it counts as if it had come in time, in the person’s name and at the time at which they did it. Refused, it has no effect.
device-held-accept = Accept
device-held-refuse = Refuse
device-held-judged = Decided
device-put-out = Access taken away
ask-waiting = Asking the server…
ask-offline = This needs the network. Nothing has changed: try again when it is there.
ask-not-allowed = Your role does not allow this: it takes the administrator of every team this person is in. Nothing has changed.
ask-unknown = The server does not know this person or device yet. If you have just added them, let it be sent, then try again.
ask-troubled = The server did not answer as it should. Nothing has changed: try again.
new-phone-help = Enrol another device in your name, whether you keep this one or not.
teams-title = Teams
teams-make = Make a team
teams-made = { $team } is there, and you administer it
teams-rename = Rename { $team }
teams-rename-title = Rename the team
teams-renamed = Now called { $team }
teams-people = { $count ->
    [0] Nobody
    [one] { $count } person
   *[other] { $count } people
}
teams-items = { $count ->
    [0] No CIs
    [one] { $count } CI
   *[other] { $count } CIs
}
teams-help = A CI is of the team of its type: for it to be another’s, say otherwise what it is, in its record or of many rows that are chosen; or give the whole type to another team (Types).
types-title = Types
types-help = What each team keeps track of, and what it notes besides. Changing them here is to come.
types-none = No types here
types-none-help = Types come with your team.
types-team-none = No types yet.
types-attribute = { $name } ({ $kind })
types-required = required
types-numbers = numbers { $pattern }
types-number = Inventory numbers of { $name }
types-number-help = A new CI of this type gets its number by itself, also without a network: the zeros in braces count. Empty: numbers are given by hand.
types-number-example = For example { $number }. What has a number keeps it.
types-number-wrong = Zeros in braces, once, and no digit beside them: PC-{"{000000}"}
types-numbered = { $name }: numbers { $pattern }
types-unnumbered = { $name }: numbers by hand
types-move = Give { $name } to another team
types-move-title = Give { $name } to another team?
types-move-help = { $count ->
    [0] The type changes teams, with all that describes it.
    [one] The type changes teams, with its CI. Whoever is not in the new one no longer sees it.
   *[other] The type changes teams, with its { $count } CIs. Whoever is not in the new one no longer sees them.
}
types-moved = { $name } is { $team }’s now
types-too-large = More than 10,000 CIs and descriptions would go along with this type: too many for one step.
kind-text = text
kind-integer = whole number
kind-decimal = number
kind-date = date
kind-moment = date and time
kind-bool = yes or no
kind-list = list
kind-person = person
kind-item = another CI
organisation-rename = Change the name
organisation-renamed = Now called { $name }
organisation-currency-help = ISO 4217 code. Prices already noted keep their digits.
organisation-currency-set = Prices in { $code }
organisation-no-currency = Not said
organisation-both = Both
organisation-languages-help = Names of teams are asked for in these. Each person chooses what they read in More.
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
place-labels-inside = { $count ->
    [one] Its label
   *[other] Their { $count } labels
}
place-labels-part = Labels { $from } to { $to }
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
place-site-told = Is a site now
