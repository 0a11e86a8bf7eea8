INSERT INTO scope (name, epoch, seq, mark, received, stage, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (name) DO UPDATE SET
  epoch = excluded.epoch, seq = excluded.seq, mark = excluded.mark, received = excluded.received,
  stage = excluded.stage, after = excluded.after
