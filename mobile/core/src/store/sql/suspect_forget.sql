DELETE FROM suspect WHERE (near, exact) IN (SELECT near, exact FROM suspect_waiting)
