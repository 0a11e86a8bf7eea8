-- Each row as a line, by ids: the stores' own keys and marks differ.
SELECT hex(id) || ' ' || collection || ' ' || coalesce(scope, '') || ' ' || rev || ' ' || frozen || ' '
  || (body IS NOT NULL) || ' ' || (SELECT count(*) FROM history WHERE record = key)
FROM record ORDER BY collection, id;

SELECT hex(id) || ' ' || title || ' ' || coalesce(number, '') || ' ' || coalesce(serial, '') || ' ' || coalesce(state, '')
  || ' ' || coalesce(hex(type), '') || ' ' || coalesce(hex(place), '') || ' ' || changed
FROM item ORDER BY id;

SELECT near || ' ' || exact || ' ' || kind || ' ' || reversed || ' ' || replaced || ' ' || hex(item.id)
FROM identifier JOIN item ON item.key = identifier.item ORDER BY near, exact, kind, item.id;

SELECT hex(id) || ' ' || coalesce(hex(parent), '') || ' ' || folded FROM place ORDER BY id;

SELECT 'words ' || count(*) FROM text_index
