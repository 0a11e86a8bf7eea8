INSERT OR IGNORE INTO suspect_waiting (near, exact)
SELECT suspect.near, suspect.exact FROM suspect WHERE suspect.one = ?1 OR suspect.other = ?1
UNION SELECT suspect.near, suspect.exact FROM identifier
JOIN suspect ON suspect.near = identifier.near AND suspect.exact = identifier.exact WHERE identifier.source = ?1
