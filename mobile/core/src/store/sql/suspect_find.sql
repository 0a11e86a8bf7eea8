-- What a hundred and more bear is a word, and no number: of each text so many pairs are looked at.
INSERT INTO suspect (near, exact, kind, one, other, scope)
SELECT found.near, found.exact, found.kind, found.one, found.other, found.scope FROM (
  SELECT bears.near, bears.exact, bears.kind, bears.item AS one, too.item AS other,
    coalesce(first.scope, own.scope) AS scope,
    row_number() OVER (PARTITION BY bears.near, bears.exact, bears.kind ORDER BY bears.item, too.item) AS place
  FROM suspect_waiting AS waits
  JOIN identifier AS bears ON bears.near = waits.near AND bears.exact = waits.exact
  JOIN identifier AS too ON too.near = bears.near AND too.exact = bears.exact AND too.kind = bears.kind
    AND too.item > bears.item
  JOIN record AS first ON first.key = bears.item
  JOIN record AS second ON second.key = too.item
  -- What the server has not numbered yet lies where its type does.
  LEFT JOIN item AS listed ON listed.key = bears.item
  LEFT JOIN record AS own ON own.id = listed.type AND own.collection = 'type'
  LEFT JOIN item AS listed_too ON listed_too.key = too.item
  LEFT JOIN record AS own_too ON own_too.id = listed_too.type AND own_too.collection = 'type'
  WHERE NOT bears.replaced AND NOT too.replaced
    AND first.collection = 'item' AND second.collection = 'item'
    AND coalesce(first.scope, own.scope) = coalesce(second.scope, own_too.scope)
    AND NOT EXISTS (
      SELECT 1 FROM alias WHERE alias.one IN (bears.item, too.item) AND alias.other IN (bears.item, too.item)
    )
    AND coalesce((SELECT head FROM member WHERE member.item = bears.item), bears.item)
      <> coalesce((SELECT head FROM member WHERE member.item = too.item), too.item)
  GROUP BY bears.near, bears.exact, bears.kind, bears.item, too.item
) AS found WHERE found.place <= 100
