SELECT hidden_record.body FROM hidden_record JOIN record ON record.key = hidden_record.key
WHERE record.collection = 'membership' AND record.body IS NULL
