SELECT collection, id, scope, rev, owner, claim, body FROM record WHERE org = $1
