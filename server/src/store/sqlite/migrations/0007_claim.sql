ALTER TABLE record ADD COLUMN claim TEXT;
CREATE INDEX record_claim ON record (scope, claim) WHERE claim IS NOT NULL;
