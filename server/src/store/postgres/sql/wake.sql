UPDATE parked SET due = true WHERE org = $1 AND waits_for = ANY($2) AND NOT (operation = ANY($3))
