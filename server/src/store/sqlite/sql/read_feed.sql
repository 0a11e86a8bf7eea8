SELECT number, op_id, hash, installation, feed.scope, feed.seq, left_rev, body
FROM feed JOIN operation ON operation.number = feed.operation
