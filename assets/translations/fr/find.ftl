find-title = Trouver
find-hint = Nom, numéro, série, salle…
find-clear = Vider la recherche
find-create = Créer
find-none = Rien ne répond à « { $query } »
find-none-help = Essayez moins de lettres, ou les quatre derniers chiffres. Seul ce que voit votre équipe est cherché.
find-nothing-here = Aucun CI sur cet appareil
find-nothing-here-help = L’inventaire de votre équipe arrive avec la première synchronisation. Vous pouvez déjà scanner et créer.
find-column-name = Nom
find-column-number = Numéro
find-column-state = État
find-column-place = Lieu
find-column-responsible = Responsable
find-column-seen = Vu
find-pick = Choisissez un CI
find-pick-help = Ses faits et son histoire s’ouvrent ici.
keys-title = Au clavier
keys-move = Ligne suivante, précédente
keys-find = Chercher
keys-open = Ouvrir
keys-back = Revenir
keys-show = Ces raccourcis
keys-edit = Modifier
keys-place = Déplacer
keys-state = État
key-enter = Entrée
key-escape = Échap
find-latest = Changés en dernier
find-count-of = { $count ->
    [one] { $count } CI sur { $all }
   *[other] { $count } CI sur { $all }
}
find-count-many = { $count } CI et plus
find-more = En voir plus
find-column-chosen = Choisi
find-choose = Choisir { $title }
find-none-filtered = Rien ne passe ce filtre
find-none-filtered-help = Retirez un des filtres ci-dessus.
filter-type = Quel type ?
filter-clear-type = Tous les types
filter-clear-state = Tous les états
filter-clear-place = Tous les lieux
selected = { $count ->
    [one] { $count } choisi
   *[other] { $count } choisis
}
selected-none = Ne plus rien choisir
selected-moved = { $count ->
    [one] { $count } CI mis ici : { $place }
   *[other] { $count } CI mis ici : { $place }
}
selected-state = { $count ->
    [one] { $count } CI : { $state }
   *[other] { $count } CI : { $state }
}
labels = Étiquettes
labels-offline = Les étiquettes se préparent sur le serveur. Réessayez avec le réseau.
place-label = Étiquette du lieu
