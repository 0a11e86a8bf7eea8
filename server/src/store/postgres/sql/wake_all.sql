UPDATE parked SET due = true WHERE org = $1
