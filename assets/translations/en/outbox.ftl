parked-not-allowed = you don’t have this right; a manager can give it to you
parked-unknown = what it builds on has not arrived yet
parked-exists = this exists already
parked-place-within-itself = a place cannot lie within itself: somebody else moved one of the two first; look where they are, then undo this or do it another way
parked-tree-changed = somebody else moved this place first; look where it is, then undo this or do it again
parked-invalid = “{ $field }” has a value that the server cannot read
parked-unreadable = the server could not read it
parked-not-yours = only what you did yourself can be undone
parked-nothing-to-undo = what it undoes has not arrived yet
parked-too-many-follow = too many CIs would go along into the other team at once
parked-last-administrator = the team would be left without an administrator
outbox-offline = The server does not answer. Everything is kept here and will leave by itself.
outbox-troubled = The server answers, but not as it should. Everything is kept here and will leave by itself.
outbox-revoked = The server no longer knows this device. Everything is kept here: ask for a new enrolment link, or save the unsent work.
outbox-outdated = This version of Recense is too old for the server. Everything is kept: reload the page when there is a network.
outbox-other-person = This browser is enrolled for another person than the one who works here. Nothing is sent or received, everything is kept: enrol again, or sign out.
outbox-other-organisation = Another organisation than yours answers at this address. Nothing is sent or received, everything is kept: ask your organisation for a link, or save the unsent work.
outbox-others = { $count ->
    [one] { $count } operation of { $person } waits here. It goes out under their name when they sign in on this device again.
   *[other] { $count } operations of { $person } wait here. They go out under their name when they sign in on this device again.
}
outbox-others-go = { $count ->
    [one] { $count } operation of { $person } is still here. It goes out under their name by itself, as soon as there is a network.
   *[other] { $count } operations of { $person } are still here. They go out under their name by themselves, as soon as there is a network.
}
