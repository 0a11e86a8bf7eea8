SELECT count(*) FROM (
  SELECT DISTINCT action FROM own INDEXED BY own_parked WHERE stage = 2 AND actor = (SELECT person FROM session)
)
