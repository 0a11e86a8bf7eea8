find-title = Trouver
find-hint = Nom, numéro, série, salle…
find-clear = Vider la recherche
find-create = Créer
find-empty = Que cherchez-vous ?
find-empty-help = Quelques lettres d’un nom, un numéro, les derniers chiffres d’une série, une salle.
find-none = Rien ne répond à « { $query } »
find-none-help = Essayez moins de lettres, ou les quatre derniers chiffres. Seul ce que voit votre équipe est cherché.
find-nothing-here = Aucun CI sur cet appareil
find-nothing-here-help = L’inventaire de votre équipe arrive avec la première synchronisation. Vous pouvez déjà scanner et créer.
find-count = { $count ->
    [one] { $count } CI
   *[other] { $count } CI
}
find-count-more = les { $count } premiers
find-results = Résultats
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
