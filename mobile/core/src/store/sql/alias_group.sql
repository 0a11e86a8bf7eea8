WITH RECURSIVE hangs (item) AS (
  VALUES (?1)
  UNION SELECT alias.other FROM hangs JOIN alias ON alias.one = hangs.item WHERE alias.verdict = 'same'
  UNION SELECT alias.one FROM hangs JOIN alias ON alias.other = hangs.item WHERE alias.verdict = 'same'
)
SELECT item FROM hangs
