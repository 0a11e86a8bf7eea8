-- What waits is counted by action, and told after each command.
CREATE INDEX own_pending ON own (actor, action) WHERE stage = 0;
CREATE INDEX own_parked ON own (actor, action) WHERE stage = 2;
