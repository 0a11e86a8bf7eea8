SELECT id FROM place
WHERE (parent IS NULL OR NOT EXISTS (SELECT 1 FROM place AS above WHERE above.id = place.parent))
  AND merged IS NULL AND retired <= ?1
ORDER BY retired, ord, folded LIMIT ?2
