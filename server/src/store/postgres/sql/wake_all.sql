UPDATE parked SET due = (waits_for <> 'forever') WHERE org = $1
