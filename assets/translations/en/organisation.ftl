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
field-role = Role
field-team = Team
field-person = Person
field-label = Name
field-currency = Currency of prices
field-languages = Languages of the organisation’s words
field-retired = Ended
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
device-put-out-help = It can no longer receive or send anything. What it has not sent stays on it, and goes if the person enrols it again.
device-put-out-go = Take access away
device-keep = Keep it
device-put-out = Access taken away
ask-waiting = Asking the server…
ask-offline = This needs the network. Nothing has changed: try again when it is there.
ask-not-allowed = Your role does not allow this: it takes the administrator of every team this person is in. Nothing has changed.
ask-unknown = The server does not know this person or device yet. If you have just added them, let it be sent, then try again.
ask-troubled = The server did not answer as it should. Nothing has changed: try again.
new-phone-title = My new phone
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
teams-help = A CI belongs to its type’s team: to change that, move the type (Types).
types-title = Types
types-help = What each team keeps track of, and what it notes besides. Changing them here is to come.
types-none = No types here
types-none-help = Types come with your team.
types-team-none = No types yet.
types-attribute = { $name } ({ $kind })
types-required = required
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
more-people = People
more-teams = Teams
more-types = Types
more-settings = Name, currency, languages
failed-too-many-follow = Too many CIs would change teams at once. Nothing has changed.
