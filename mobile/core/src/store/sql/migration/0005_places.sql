-- A place may have turned out to be another one: what leads to it leads there.
ALTER TABLE place ADD COLUMN merged BLOB;
CREATE INDEX place_merged ON place (merged) WHERE merged IS NOT NULL;
