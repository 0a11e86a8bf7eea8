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
undo = Annuler
redo = Rétablir
save = Enregistrer
copy = Copier { $what }
copied = Copié : { $what }
nothing = —
somebody = quelqu’un

offline-kept = Hors ligne · tout est gardé
release-ready = Nouvelle version prête · tout est gardé
release-take = Mettre à jour

state = État
state-ordered = Commandé
state-in-stock = En stock
state-in-service = En service
state-in-repair = En réparation
state-missing = Introuvable
state-retired = Retiré
state-unset = Sans état
state-conflict = Conflit

outcome-here = Bien ici
outcome-moved = Attendu en { $place }
outcome-unplaced = Sans emplacement
outcome-unknown = Code inconnu ici
outcome-several = Plusieurs CI répondent à ce code
outcome-retired = Retiré, et pourtant là
outcome-again = Déjà vu
outcome-misread = Lecture douteuse, visez encore
outcome-article = Code d’article, pas d’un CI
sighting-full = La mémoire est pleine : ce passage n’a pas été noté.
sighting-not-kept = Ce passage n’a pas pu être noté sur cet appareil.
left-right = { $count } en attente : votre rôle ne le permet pas
left-missing = { $count ->
    [one] { $count } n’est plus sur cet appareil
   *[other] { $count } ne sont plus sur cet appareil
}
left-waiting = { $count } en attente
undo-stays = { $person } a changé cela depuis ; sa valeur reste
troubled-kept = Serveur en difficulté · tout est gardé
revoked-kept = Accès retiré · tout est gardé
outdated-kept = Version trop ancienne · tout est gardé
other-person-kept = Autre personne inscrite · tout est gardé
other-organisation-kept = Autre organisation · tout est gardé
first-sync = L’inventaire arrive · { $count }
count = { $count }
failed-stopped = Recense s’est interrompu au milieu de ce geste, et a repris. Il est noté en entier ou pas du tout : regardez avant de le refaire.
