# Ce qui vaut partout : la navigation, les petits gestes, les états.
app-name = Recense
skip-to-content = Aller au contenu
nav-label = Navigation
nav-scan = Scanner
nav-find = Trouver
nav-outbox = Envoi
nav-more = Plus
nav-outbox-waiting = { $count ->
    [one] Envoi, { $count } opération encore ici
   *[other] Envoi, { $count } opérations encore ici
}
nav-outbox-decide = { $count ->
    [one] Envoi, { $count } point à régler
   *[other] Envoi, { $count } points à régler
}

back = Retour
close = Fermer
cancel = Annuler
undo = Annuler
redo = Rétablir
save = Enregistrer
retry = Réessayer
clear = Effacer
copy = Copier { $what }
copied = Copié : { $what }
show-all = Tout afficher
nothing = —
you = vous
somebody = quelqu’un

online = En ligne
offline-kept = Hors ligne · tout est gardé
sending = Envoi en cours…
refused-here = Accès retiré · vos données restent ici

state = État
state-ordered = Commandé
state-in-stock = En stock
state-in-service = En service
state-in-repair = En réparation
state-missing = Introuvable
state-retired = Retiré
state-unset = Sans état

outcome-here = Bien ici
outcome-known = Trouvé
outcome-moved = Attendu en { $place }
outcome-unplaced = Sans emplacement
outcome-unknown = Code inconnu ici
outcome-several = Plusieurs CI répondent à ce code
outcome-retired = Retiré, et pourtant là
outcome-again = Déjà vu
outcome-misread = Lecture douteuse, visez encore
outcome-article = Code d’article, pas d’un CI
