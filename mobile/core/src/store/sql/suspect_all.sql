SELECT DISTINCT one, other, scope FROM suspect
