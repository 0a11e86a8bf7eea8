places-title = Lieux
place-nowhere = Nulle part : c’est un site
field-kind = Sorte
field-parent = Se trouve dans
field-merged = Réuni à
