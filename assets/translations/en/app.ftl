# What holds everywhere: navigation, small gestures, states.
app-name = Recense
skip-to-content = Skip to content
nav-label = Navigation
nav-scan = Scan
nav-find = Find
nav-outbox = Outbox
nav-more = More
nav-outbox-waiting = { $count ->
    [one] Outbox, { $count } change still on this device
   *[other] Outbox, { $count } changes still on this device
}
nav-outbox-decide = { $count ->
    [one] Outbox, { $count } thing for you to settle
   *[other] Outbox, { $count } things for you to settle
}

back = Back
close = Close
undo = Undo
redo = Redo
save = Save
copy = Copy { $what }
copied = Copied: { $what }
nothing = —
somebody = somebody

offline-kept = Offline · everything is kept
release-ready = New version ready · everything is kept
release-take = Update

state = State
state-ordered = Ordered
state-in-stock = In stock
state-in-service = In service
state-in-repair = In repair
state-missing = Missing
state-retired = Retired
state-unset = No state
state-conflict = Conflict

outcome-here = In its place
outcome-moved = Expected in { $place }
outcome-unplaced = Has no place yet
outcome-unknown = Nothing here has this code
outcome-several = Several CIs answer to this code
outcome-retired = Retired, yet here it is
outcome-again = Already seen
outcome-misread = Doubtful reading, aim again
outcome-article = An article’s code, not a CI’s
sighting-full = Storage is full: this sighting was not noted.
sighting-not-kept = This sighting could not be noted on this device.
left-right = { $count } waiting: your role does not allow it
left-missing = { $count ->
    [one] { $count } is no longer on this device
   *[other] { $count } are no longer on this device
}
left-waiting = { $count } waiting
undo-stays = { $person } changed it since; their value stays
troubled-kept = Server in trouble · everything is kept
revoked-kept = Access withdrawn · everything is kept
outdated-kept = Version too old · everything is kept
other-person-kept = Another person enrolled · everything is kept
other-organisation-kept = Another organisation · everything is kept
first-sync = Inventory arriving · { $count }
count = { $count }
failed-stopped = Recense broke off in the middle of this, and is back. It was kept whole or not at all: look before you do it again.
