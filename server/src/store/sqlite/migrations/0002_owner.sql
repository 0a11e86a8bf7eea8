ALTER TABLE installation ADD COLUMN person BLOB;

UPDATE installation SET person = first.sender
FROM (SELECT installation, sender, min(number) FROM operation GROUP BY installation) AS first
WHERE first.installation = installation.id;
