SELECT feed.seq, feed.left_rev, feed.body, operation.text, operation.installation, operation.at,
       operation.uncertain, operation.received_at, operation.rev, operation.outcome,
       operation.collection, operation.record, operation.op_id,
       operation.was_parked AND operation.sender IS ?3
FROM feed JOIN operation ON operation.number = feed.operation
WHERE feed.scope = ?1 AND feed.seq > ?2
ORDER BY feed.seq
LIMIT ?4
