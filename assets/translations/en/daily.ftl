clear = Clear
show-all = Show all
you = you
online = Online
offline = Offline
connecting = Connecting…
troubled = Server in trouble
revoked = Access withdrawn
outdated = Version too old
other-person = Another person
other-organisation = Another organisation
size-kilobytes = { $count } kB
size-megabytes = { $count } MB
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
find-latest = Changed last
find-count-of = { $count ->
    [one] { $count } CI of { $all }
   *[other] { $count } CIs of { $all }
}
find-count-many = { $count } CIs and more
find-column-chosen = Chosen
find-choose = Choose { $title }
find-choose-all = Choose all ({ $count })
find-none-filtered = Nothing passes this filter
find-none-filtered-help = Take away one of the filters above.
filter-type = Which type?
filter-clear-type = All types
filter-clear-state = All states
filter-clear-place = All places
selected = { $count } chosen
selected-none = Choose none
selected-do = What is chosen
selected-most = At most { $count } CIs at once: the others are not chosen
selected-moved = { $count ->
    [one] { $count } CI put here: { $place }
   *[other] { $count } CIs put here: { $place }
}
selected-now = { $count ->
    [one] { $count } CI: { $now }
   *[other] { $count } CIs: { $now }
}
labels = Labels
place-label = Label of the place
export-items = Export the list
export-all = Export all CIs
export-places = Export the places
export-items-file = cis.csv
export-places-file = places.csv
export-saved = File saved
files-title = Files
item-title = Record
item-nobody = Nobody
item-history-empty = Nothing yet: what you do will be written here.
item-history-older = Older lines
item-history-away = The older lines are on the server: they come with the network.
item-missing = This CI is not on this device
item-missing-help = It may have been undone, or belong to a team you don’t see. Search for it, or scan its label.
edit-title = Edit
edit-cleared = Will be cleared when saved
edit-keep = Keep
edit-unset = Not filled in
edit-refused-text = Too long: { $limit } characters at most
edit-refused-number = A whole number, no letters
edit-refused-positive = A whole number above zero
edit-refused-decimal = A number with at most five decimals
edit-refused-date = A date, such as 2027-05-14
edit-unit = in { $unit }
act-created = Created
act-identified = Code { $code }
act-moved = { $from } → { $to }
act-placed = → { $to }
act-unplaced = Taken out of { $from }
act-looked-up = Seen
act-looked-up-in = Seen · { $place }
act-counted = Counted
act-received = Received
act-cleared = { $field } cleared
act-set = { $field }: { $value }
act-undone = Undone
act-settled = Settled: { $value }
act-entrusted = Given to { $person }
act-imported = Imported
act-followed = Went along into another team
act-late = { $when }, received { $received }
act-parked = { $when } · waiting: { $reason }
act-late-newer = { $when } · arrived after a newer one
act-late-settled = { $when } · had been settled already
act-late-taken-back = { $when } · had been taken back already
act-late-changed = { $when } · { $who } had changed it since
act-late-changed-by-you = { $when } · you had changed it since
identifier-replaced = replaced
number-provisional = provisional until the next sync
label-replace = Replace the label
item-seen = { $when } by { $who }
item-contradiction = Retired, yet seen since
item-contradiction-help = If it is still of use, give it another state. If not, leave it: the sighting stays in its history.
item-revived = Changed after it was retired
item-revived-help = Somebody who did not know that it was retired changed it; it is back in service. Check its state.
item-creation-undone = Its creation was undone
item-creation-undone-help = Others had worked with it by then: it is retired, and not gone. If it does exist, give it a state.
act-touched = Touched
act-uncertain = around { $when }
act-pending = { $when } · to be sent
act-conflict = { $when } · to be settled
edit-save-count = { $count ->
    [one] Save { $count } change
   *[other] Save { $count } changes
}
edit-left-empty = Left empty, the value stays. To remove it: Clear.
edit-left = This is what you had written here, not saved yet.
edit-abandon = Discard
act-undone-what = Undid: { $what }
act-redone = Restored: { $what }
act-uncreated = Creation undone
act-recreated = Creation restored
more-title = More
more-language = Language
more-language-device = Device
more-theme = Appearance
more-theme-device = Device
more-theme-light = Light
more-theme-dark = Dark
more-sound = Sounds
more-sound-on = With sounds
more-sound-spoken = Sounds and voice
more-sound-off = Silent
more-who = Who am I
more-person = Person
more-device = This device
more-items = CIs kept here
more-version = Version
more-server = Server
more-storage = Storage
more-storage-kept = Durable: nothing erases it by itself
more-storage-loose = Fragile: the browser may erase it
more-storage-loose-help = Put Recense on the home screen, then ask for durable storage. Send often.
more-storage-ask = Ask for durable storage
more-storage-unknown = The browser does not say
more-storage-used = { $used } used
more-unsent = Unsent work
more-unsent-save = Save as a file
more-unsent-count = { $count ->
    [0] Everything is sent.
    [one] { $count } change is on this device only.
   *[other] { $count } changes are on this device only.
}
more-unsent-saved = File saved
more-unsent-file = recense-unsent.json
more-enrol = Enrol this device
more-enrol-other = Change server or person
more-sign-out = Sign out
more-sign-out-help = You will need a new link to come back. What you have not sent stays on this device and goes out under your name when you sign in here again.
enrol-done-help = Your team’s inventory is on its way. You can already scan.
more-team = { $team } team
more-blank-labels = Blank labels
more-people = People
more-teams = Teams
more-types = Types
more-settings = Name, currency, languages
outbox-title = Outbox
outbox-to-send = to send
outbox-sent = sent
outbox-to-settle = to settle
outbox-settle = To settle
outbox-waiting = Waiting
outbox-recent = Recently sent
outbox-send-now = Send now
outbox-empty = Nothing to send
outbox-empty-help = What you scan, create or change waits here without a network, then leaves by itself.
outbox-last-sync = Last exchange { $when }
conflict-place = Two different places
conflict-state = Two different states
conflict-fact = Two values for “{ $field }”
conflict-mine = You · { $when }
conflict-theirs = { $who } · { $when }
conflict-kept = holds for now
conflict-before = Before: { $value }. Nothing is lost: your choice becomes a line of the history.
conflict-choose = Choose:
conflict-empty = empty
sent-waiting = To be sent
sent-done = Sent
sent-merged = Sent, joined with what others changed
sent-late-newer = Sent, a newer sighting holds
sent-late-settled = Sent, it had been settled already
sent-late-taken-back = Sent, it had been taken back already
sent-late-changed = Sent, { $who } changed it since, and that holds
sent-late-changed-by-you = Sent, you changed it since, and that holds
sent-conflict = Sent, to be settled
sent-settled = Sent, settled since
sent-duplicate = Sent, joined to a CI that existed
sent-taken-back = Given up, the server did nothing of it
outbox-give-up = Give up
sent-parked = Waiting: { $reason }
conflict-aside = kept beside it
conflict-not-yours = Before: { $value }. A manager can decide; nothing is lost.
sent-one = { $number } · { $what }
sent-several = { $count } CIs · { $what }
sent-withdrawn = { $what } (undone)
outbox-here = Still on this device
outbox-exchange = Refresh
item-place-retired = Its place is retired
item-place-retired-help = { $place } is no longer in use: say where this CI is.
act-merged = Merged into { $to }
act-retired = Retired
act-brought-back = Brought back
act-lies-in = Moved into { $to }
act-site = Made a site
act-renamed = Renamed: { $name }
sent-several-places = { $count } places · { $what }
create-title = New CI
create-pick-first = First pick what it is
create-rest-waits = The rest can wait.
create-code = Number or code
create-code-hint = Serial, number or label: it goes where the type wants it. It can wait.
try-help = Scan this code with your scanner, from the screen or from paper. This device learns its keyboard, its pace and what it adds around codes.
try-label = Test label
try-print = Print
try-learned = Your scanner is learned
try-no-end = It sends neither Enter nor Tab: the end of a code is told by the pause.
try-other = That is not the test label
try-other-help = Here is what came. If it was the test label, set the scanner to the US keyboard and try again.
try-known = What this device knows of your scanner
try-way = Keyboard
try-way-unknown = Not learned yet
try-way-typed = As this device’s
try-way-keys = US, read by its keys
try-way-layout = US, found again through { $layout }
try-way-table = One of its own, learned sign by sign
try-prefix = Adds before
try-suffix = Adds after
try-pace = Longest gap between two keys
try-milliseconds = { $count } ms
try-forget = Forget this scanner
try-strokes = What arrives
try-key = Key
try-sign = Sign
try-gap = Gap (ms)
try-how-learned = as learned
try-how-typed = as typed
try-how-keys = by the keys
try-how-part = without what surrounds it
try-how-once = once
try-step = The “do it” label
try-step-help = Print it near your desk: scanning it takes the big step that the screen offers, without touching it. RECENSE1 to RECENSE9 choose from a list.
switch-title = Who is working?
switch-locked = Locked
switch-lead = Choose your name, then type your PIN. It works without a network.
switch-sits = working now
switch-no-pin = no PIN
switch-unsent = { $count } to send
switch-other = Somebody else
switch-link = New here, or PIN forgotten: come in by a link
switch-without-pin = { $person } has set no PIN on this device
switch-without-pin-help = Without one, a new link is the only way in, and it takes a network. Whoever is back in sets a PIN under More.
pin-of = PIN of { $person }
pin-keys = Keys
pin-enter = Enter
pin-wrong = That is not the PIN.
pin-wrong-wait = That is not the PIN. Try again from { $time }.
pin-wait = Too many wrong tries. Try again from { $time }.
pin-missing = There is no PIN here yet. A new link is the way in.
pin-gone = This person is no longer enrolled on this device.
pin-unusable = Four to eight digits.
pin-differs = The two are not the same.
pin-set-title = Set a PIN
pin-change = Change the PIN
pin-remove = Remove the PIN
pin-current = Current PIN
pin-new = New PIN
pin-again = The same once more
pin-save = Keep this PIN
pin-set = PIN set
pin-removed = PIN removed
pin-guard = A PIN keeps colleagues apart. It does not encrypt what this device holds: that is up to the device’s own lock.
shared-title = Shared device
shared-help = Several people can use this device in turn. With a PIN you come back in without a network, and what each has done goes out under their own name.
shared-switch = Switch person
shared-lock = Lock now
shared-lock-after = Lock when nobody touches it
shared-lock-never = Never
shared-lock-minutes = { $count } min
unsent-take = Take in a file
unsent-take-help = For what you did on another device and saved there because it could not be sent. It goes from here, as yours, once.
unsent-taken = { $count ->
    [one] { $count } operation taken in: it goes from here.
   *[other] { $count } operations taken in: they go from here.
}
unsent-known = { $count ->
    [one] { $count } more was known already.
   *[other] { $count } more were known already.
}
unsent-nothing-new = { $count ->
    [0] This file is empty. Nothing has changed.
    [one] All of this file is known here already ({ $count } operation). Nothing was doubled.
   *[other] All of this file is known here already ({ $count } operations). Nothing was doubled.
}
unsent-refused = This file was not taken in
unsent-unreadable = The device could not read this file. Nothing has changed.
unsent-not-ours = This is not a file of unsent work from Recense. Nothing has changed.
unsent-too-large = This file is too large: 40 MB at most. Nothing has changed.
unsent-damaged = This file is cut off or changed: nothing of it was taken in. Copy it again from the other device.
unsent-newer = A newer version of Recense wrote this file. Update this device, then take it in. Nothing has changed.
unsent-other-organisation = This file is another organisation’s. Nothing has changed.
unsent-other-person = This is the work of { $person }. Only they can take it in, once signed in. Nothing has changed.
unsent-somebodys = This is somebody else’s work. Only they can take it in, once signed in. Nothing has changed.

install-app = Install Recense
install-help = It then opens like any app, and the device is less likely to delete what it holds.
install-ios-title = Add Recense to the Home Screen
install-ios-why = On iPhone and iPad, Safari deletes what a page keeps after 7 days without a visit, unsent work included. The installed app keeps it. First send what is waiting, or save it as a file.
install-ios-share = Tap “Share” in Safari’s bar
install-ios-add = Choose “Add to Home Screen”, then “Add”
install-ios-open = Open Recense from the Home Screen, and scan a new enrolment link there
install-offer = Recense can be installed
install-offer-ios = Unless it is installed, Safari may erase what Recense keeps here
install-go = Install
install-how = How to
install-later = Don’t offer again
install-done = Recense is installed

put-out-title = This device’s access was taken away
put-out-help = What had not been sent is delivered and waits for an administrator’s decision. The inventory is no longer on this device: to come back, open a new enrolment link.
evicted-title = The browser deleted what this device kept
evicted-safe = Everything that was sent is safe on the server.
evicted-lost = What was not sent went with the rest. If you had saved it as a file, take it in under “More”.
evicted-again = The inventory comes back by itself.
evicted-waits = The inventory comes back by itself as soon as the server answers and knows you; otherwise open a new enrolment link.
evicted-seen = Understood

outbox-others = { $count ->
    [one] { $count } operation of { $person } waits here. It goes out under their name when they sign in on this device again.
   *[other] { $count } operations of { $person } wait here. They go out under their name when they sign in on this device again.
}
outbox-others-go = { $count ->
    [one] { $count } operation of { $person } is still here. It goes out under their name by itself, as soon as there is a network.
   *[other] { $count } operations of { $person } are still here. They go out under their name by themselves, as soon as there is a network.
}
type-change = { $name }: say otherwise what it is
find-ends = The list ends after the first { $count }. Add a word or a filter to see the others.
