INSERT INTO parked (number, wait, waits_collection, waits_record, due) VALUES (?1, ?2, ?3, ?4, 0)
ON CONFLICT (number) DO UPDATE SET
    wait = excluded.wait,
    waits_collection = excluded.waits_collection,
    waits_record = excluded.waits_record
