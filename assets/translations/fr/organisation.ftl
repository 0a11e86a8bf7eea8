setup-keep = Garder
setup-in-french = En français
setup-in-english = En anglais
setup-read-only = Seuls les administrateurs changent cette page.
people-title = Personnes
people-person = Personne
people-make = Ajouter une personne
people-make-go = Ajouter
people-made = { $person } est là
people-nobody = Personne de ce nom
people-nobody-help = Vérifiez l’orthographe, ou cherchez par le nom de famille.
people-more = { $count } personnes en tout : cherchez par nom pour voir les autres.
people-role = { $team } : { $role }
people-no-role = Aucun rôle
people-unknown = Cette personne n’est pas sur cet appareil
people-unknown-help = Elle viendra avec le prochain échange, si elle existe.
people-rename = Changer le nom
people-renamed = S’appelle maintenant { $person }
people-roles = Rôle dans chaque équipe
people-last = Une équipe garde au moins un administrateur : donnez d’abord ce rôle à quelqu’un d’autre.
people-role-given = { $team } : { $role }
people-role-ended = N’est plus dans l’équipe { $team }
field-role = Rôle
field-team = Équipe
field-person = Personne
field-label = Nom
field-currency = Monnaie des prix
field-languages = Langues des mots de l’organisation
field-retired = Terminé
invite-title = Inviter un appareil
invite-own = Inviter mon nouveau téléphone
invite-another = Inviter un appareil de cette personne
invite-help = Un code s’affiche : scannez-le avec l’appareil photo de l’autre téléphone.
invite-code = Code QR d’inscription
invite-minutes = Il compte pendant { $minutes } minutes, et une seule fois.
invite-replaces = À ce moment, « { $device } » perdra son accès.
invite-secret = Qui a ce code entre au nom de cette personne : ne le montrez qu’à elle.
invite-copy = Copier le lien
invite-done = Terminé
invite-not-yours = Inviter un appareil demande d’administrer toutes les équipes de cette personne.
devices-title = Appareils
devices-none = Aucun appareil n’est inscrit.
device-own = Cet appareil
device-enrolled = inscrit { $when }
device-seen = vu { $when }
device-replace = Remplacer par un autre
device-put-out-title = Retirer l’accès à « { $device } » ?
device-put-out-help = Il ne pourra plus rien recevoir ni envoyer. Ce qui n’y est pas encore envoyé y reste, et partira si la personne l’inscrit de nouveau.
device-put-out-go = Retirer l’accès
device-keep = Le garder
device-put-out = Accès retiré
ask-waiting = Le serveur est interrogé…
ask-offline = Ceci demande le réseau. Rien n’a changé : réessayez quand il est là.
ask-not-allowed = Votre rôle ne le permet pas : il faut administrer toutes les équipes de cette personne. Rien n’a changé.
ask-unknown = Le serveur ne connaît pas encore cette personne ou cet appareil. Si vous venez de l’ajouter, laissez partir l’envoi, puis réessayez.
ask-troubled = Le serveur n’a pas répondu comme il faut. Rien n’a changé : réessayez.
new-phone-title = Mon nouveau téléphone
new-phone-help = Inscrivez un autre appareil à votre nom, avec ou sans garder celui-ci.
teams-title = Équipes
teams-make = Créer une équipe
teams-made = Équipe { $team } créée : vous l’administrez
teams-rename = Renommer { $team }
teams-rename-title = Renommer l’équipe
teams-renamed = S’appelle maintenant { $team }
teams-people = { $count ->
    [0] Personne
    [one] { $count } personne
   *[other] { $count } personnes
}
teams-items = { $count ->
    [0] Aucun CI
    [one] { $count } CI
   *[other] { $count } CI
}
teams-help = Un CI est à l’équipe de son type : pour en changer, déplacez le type (Types).
types-title = Types
types-help = Ce que chaque équipe inventorie, et ce qu’elle en note de plus. Les changer ici viendra.
types-none = Aucun type ici
types-none-help = Les types viennent avec votre équipe.
types-team-none = Aucun type encore.
types-attribute = { $name } ({ $kind })
types-required = obligatoire
types-move = Donner { $name } à une autre équipe
types-move-title = Donner { $name } à une autre équipe ?
types-move-help = { $count ->
    [0] Le type change d’équipe, avec tout ce qui le décrit.
    [one] Le type change d’équipe, avec son CI. Qui n’est pas dans la nouvelle ne le verra plus.
   *[other] Le type change d’équipe, avec ses { $count } CI. Qui n’est pas dans la nouvelle ne les verra plus.
}
types-moved = { $name } est maintenant à l’équipe { $team }
types-too-large = Plus de 10 000 CI et descriptions iraient avec ce type : c’est trop pour un seul geste.
kind-text = texte
kind-integer = nombre entier
kind-decimal = nombre
kind-date = date
kind-moment = date et heure
kind-bool = oui ou non
kind-list = liste
kind-person = personne
kind-item = autre CI
organisation-rename = Changer le nom
organisation-renamed = S’appelle maintenant { $name }
organisation-currency-help = Code ISO 4217. Les prix déjà notés gardent leurs chiffres.
organisation-currency-set = Prix en { $code }
organisation-no-currency = Non précisée
organisation-both = Les deux
organisation-languages-help = Les noms d’équipes se demandent dans ces langues. Chacun choisit sa langue d’affichage dans Plus.
more-people = Personnes
more-teams = Équipes
more-types = Types
more-settings = Nom, monnaie, langues
failed-too-many-follow = Trop de CI changeraient d’équipe à la fois. Rien n’a changé.
