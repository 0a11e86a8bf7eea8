import-of = Chaque ligne est
import-of-items = Un CI
import-of-places = Un emplacement
import-choose = Choisir un fichier CSV, ou le glisser ici
import-help = Rien n’est écrit avant que vous ayez vu ce que chaque ligne deviendra.
import-lost = Le fichier n’est plus ouvert ici. Ce qui était fait est gardé : reprenez-le, il continuera où il était.
import-unreadable = Ce fichier ne peut pas être lu. Choisissez-le de nouveau.
import-other = Un autre fichier
import-found = { $count ->
    [0] Aucune ligne trouvée
    [one] Une ligne trouvée
   *[other] { $count } lignes trouvées
  }
import-encoding = Jeu de caractères
import-separator = Séparateur
import-header = La première ligne nomme les colonnes
import-key = Reconnaître un CI par
import-key-any = Tout identifiant
import-key-none = Rien : chaque ligne en crée un
import-type = Type des lignes qui n’en disent pas
import-type-none = Aucun
import-columns = Colonnes
import-column = Colonne { $number }
import-open = À décider
import-left-out = Laisser de côté
import-leave-rest = Laisser le reste de côté
import-blank = Une cellule vide ne change rien. Pour effacer, écrivez <vide>.
import-try = { $count ->
    [0] Rien à essayer
    [one] Essayer cette ligne sans rien écrire
   *[other] Essayer ces { $count } lignes sans rien écrire
  }
import-trying = Essai : { $done } lignes sur { $all }
import-create = Créés
import-update = Modifiés
import-unchanged = Inchangés
import-refused = Refusés
import-all = Toutes
import-sum = { $count ->
    [one] Une ligne dans le fichier
   *[other] { $count } lignes dans le fichier
  }
import-row = ligne { $number }
import-run = { $count ->
    [0] Rien à importer
    [one] Importer une ligne
   *[other] Importer { $count } lignes
  }
import-back = Revoir les colonnes
import-running = Importation : { $done } lignes sur { $all }
import-go-on = Continuer
import-done = { $count ->
    [0] Rien n’était à faire
    [one] Une ligne importée
   *[other] { $count } lignes importées
  }
import-done-help = Tout est gardé ici et partira dès que possible.
import-undo = Tout annuler
import-make = Le créer
import-make-not = Ne pas le créer
import-make-all = Créer ces { $count } emplacements
import-ask-type = Type « { $text } » ({ $count }) : lequel est-ce ?
import-ask-place = « { $path } » ({ $count }) n’existe pas ici. Le créer ?
import-ask-days = « { $sample } » ({ $count }) : jour ou mois d’abord ?
import-day-first = Jour d’abord
import-month-first = Mois d’abord
import-ask-near = { $count } numéros ressemblent à un numéro connu, à un zéro, un tiret ou une majuscule près.
import-near-same = C’est le même CI
import-near-new = C’est un nouveau
import-near-ask = Refuser ces lignes
encoding-utf8 = UTF-8
encoding-utf16-le = UTF-16
encoding-utf16-be = UTF-16 (gros-boutiste)
encoding-windows = Windows-1252
encoding-mac = Mac OS Roman
encoding-dos = MS-DOS (850)
separator-tab = Tabulation
refused-blank = La ligne est vide.
refused-garbled = Des caractères sont illisibles : changez le jeu de caractères.
refused-too-wide = Elle a plus de cellules que de colonnes.
refused-no-type = Aucun type n’est dit.
refused-nameless = Ni nom, ni modèle, ni numéro.
refused-open-column = La colonne « { $column } » n’est pas décidée.
refused-unknown = { $column } : « { $text } » n’est pas connu ici.
refused-near = { $column } : « { $text } » ressemble à { $near }.
refused-several = { $column } : « { $text } » peut être { $found }.
refused-new-place = L’emplacement « { $path } » n’existe pas ici.
refused-no-attribute = Ce type n’a pas d’attribut « { $column } ».
refused-other-type = Ce CI est de type { $stands }.
refused-same-key = Même numéro que la ligne { $number }.
refused-invalid = { $column } : « { $text } » ne convient pas.
refused-day-order = { $column } : « { $text } », jour ou mois d’abord ?
refused-undated = Retiré, mais sans date de fin de vie.
refused-taken = L’étiquette { $text } est sur un autre CI.
refused-not-kept = L’appareil ne l’a pas acceptée.
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
device-put-out-help = Il ne recevra plus rien, et l’inventaire disparaît de cet appareil dès qu’il a un réseau. Ce qui n’y est pas encore envoyé est livré à part : vous l’acceptez ou le refusez ici.
device-put-out-go = Retirer l’accès
device-keep = Le garder
device-put-out-when = accès retiré { $when }
device-held-go = { $count ->
    [one] Décider d’un geste livré depuis
   *[other] Décider de { $count } gestes livrés depuis
  }
device-held-title = Ce que « { $device } » a livré après le retrait de son accès
device-held-help = Accepté, cela compte comme si c’était arrivé à temps, au nom de la personne et à l’heure où elle l’a fait. Refusé, cela n’a aucun effet.
device-held-accept = Accepter
device-held-refuse = Refuser
device-held-judged = Décision prise
device-put-out = Accès retiré
ask-waiting = Le serveur est interrogé…
ask-offline = Ceci demande le réseau. Rien n’a changé : réessayez quand il est là.
ask-not-allowed = Votre rôle ne le permet pas : il faut administrer toutes les équipes de cette personne. Rien n’a changé.
ask-unknown = Le serveur ne connaît pas encore cette personne ou cet appareil. Si vous venez de l’ajouter, laissez partir l’envoi, puis réessayez.
ask-troubled = Le serveur n’a pas répondu comme il faut. Rien n’a changé : réessayez.
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
teams-help = Un CI est à l’équipe de son type : pour qu’il soit à une autre, dites autrement ce qu’il est, dans sa fiche ou de plusieurs lignes choisies ; ou donnez tout le type à une autre équipe (Types).
types-title = Types
types-help = Ce que chaque équipe inventorie, et ce qu’elle en note de plus. Les changer ici viendra.
types-none = Aucun type ici
types-none-help = Les types viennent avec votre équipe.
types-team-none = Aucun type encore.
types-attribute = { $name } ({ $kind })
types-required = obligatoire
types-numbers = numéros { $pattern }
types-number = Numéros d’inventaire de { $name }
types-number-help = Un nouveau CI de ce type reçoit son numéro tout seul, même sans réseau : les zéros entre accolades comptent. Vide : les numéros se donnent à la main.
types-number-example = Par exemple { $number }. Ce qui a un numéro le garde.
types-number-wrong = Des zéros entre accolades, une seule fois, sans chiffre à côté : PC-{"{000000}"}
types-numbered = { $name } : numéros { $pattern }
types-unnumbered = { $name } : numéros à la main
types-move = Donner { $name } à une autre équipe
types-move-title = Donner { $name } à une autre équipe ?
types-move-help = { $count ->
    [0] Le type change d’équipe, avec tout ce qui le décrit.
    [one] Le type change d’équipe, avec son CI. Qui n’est pas dans la nouvelle ne le verra plus.
   *[other] Le type change d’équipe, avec ses { $count } CI. Qui n’est pas dans la nouvelle ne les verra plus.
}
types-moved = { $name } est maintenant à l’équipe { $team }
types-too-large = Plus de 10 000 CI et descriptions iraient avec ce type : c’est trop pour un seul geste.
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
places-add-site = Ajouter un site
places-none-help = Vérifiez l’orthographe, ou descendez depuis le site.
places-empty-add = Commencez par un site : ses bâtiments et ses salles s’ajoutent ensuite dedans.
places-add-in = Ajouter dans { $place }
places-names = Un nom par ligne
places-names-hint = Tapez un nom, ou collez-en des centaines : chaque ligne devient un lieu, telle quelle.
places-add-count = { $count ->
    [0] Ajouter
    [one] Ajouter { $count } lieu
   *[other] Ajouter { $count } lieux
}
places-made = { $count ->
    [one] { $count } lieu ajouté
   *[other] { $count } lieux ajoutés
}
places-known = { $count ->
    [one] { $count } est déjà là, et reste
   *[other] { $count } sont déjà là, et restent
}
places-doubled = { $count ->
    [one] { $count } en double, laissé de côté
   *[other] { $count } en double, laissés de côté
}
places-too-long = { $count ->
    [one] { $count } ligne trop longue, laissée de côté
   *[other] { $count } lignes trop longues, laissées de côté
}
places-too-many = Plus de 2 000 lieux d’un coup : collez-les en plusieurs fois.
places-and-more = et { $count } de plus
place-items = { $count ->
    [0] Aucun CI
    [one] { $count } CI
   *[other] { $count } CI
}
place-items-here = dont { $count } directement ici
place-cis = CI ici
place-inside = Dans ce lieu
place-labels-inside = { $count ->
    [one] Son étiquette
   *[other] Leurs { $count } étiquettes
}
place-labels-part = Étiquettes { $from } à { $to }
place-change = Changer ce lieu
place-add-inside = Ajouter dedans
place-i-am-here = J’y suis
place-move = Déplacer
place-move-title = Où se trouve { $place } ?
place-moved = Se trouve maintenant dans { $place }
place-merge = Réunir à un autre lieu
place-merge-title = { $place } est en fait…
place-merged = { $was } mène maintenant à { $place }
place-merged-here = Réunis ici
place-retire = Retirer
place-retired = Retiré
place-retired-told = Retiré : n’est plus proposé
place-back-told = De nouveau en usage
place-bring-back = Remettre en usage
place-is-retired = Ce lieu est retiré
place-is-retired-help = Il n’est plus proposé, et son étiquette le dit.
place-is-retired-with = { $count ->
    [one] Il n’est plus proposé. { $count } CI s’y trouve encore : mettez-le ailleurs.
   *[other] Il n’est plus proposé. { $count } CI s’y trouvent encore : mettez-les ailleurs.
}
place-is = C’est maintenant { $place }
place-is-help = Son étiquette et tout ce qui s’y trouve mènent à { $place }.
place-part = Séparer de nouveau
place-missing = Ce lieu n’est pas sur cet appareil
place-missing-help = Sa création a peut-être été annulée. Cherchez-le parmi les lieux.
place-edit = Modifier le lieu
place-site-told = Est maintenant un site
