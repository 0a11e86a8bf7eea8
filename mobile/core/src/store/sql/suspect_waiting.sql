SELECT near, exact FROM suspect_waiting
