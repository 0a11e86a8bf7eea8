clear = Effacer
show-all = Tout afficher
you = vous
online = En ligne
offline = Hors ligne
connecting = Connexion…
troubled = Serveur en difficulté
revoked = Accès retiré
outdated = Version trop ancienne
other-person = Autre personne
other-organisation = Autre organisation
size-kilobytes = { $count } ko
size-megabytes = { $count } Mo
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
find-latest = Changés en dernier
find-count-of = { $count ->
    [one] { $count } CI sur { $all }
   *[other] { $count } CI sur { $all }
}
find-count-many = { $count } CI et plus
find-column-chosen = Choisi
find-choose = Choisir { $title }
find-choose-all = Tout choisir ({ $count })
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
selected-do = Ce qui est choisi
selected-most = Au plus { $count } CI à la fois : les autres ne sont pas choisis
selected-moved = { $count ->
    [one] { $count } CI mis ici : { $place }
   *[other] { $count } CI mis ici : { $place }
}
selected-now = { $count ->
    [one] { $count } CI : { $now }
   *[other] { $count } CI : { $now }
}
labels = Étiquettes
place-label = Étiquette du lieu
export-items = Exporter la liste
export-all = Exporter tous les CI
export-places = Exporter les emplacements
export-items-file = ci.csv
export-places-file = emplacements.csv
export-saved = Fichier enregistré
files-title = Fichiers
item-title = Fiche
item-nobody = Personne
item-history-empty = Rien encore : ce que vous ferez s’écrira ici.
item-history-older = Lignes plus anciennes
item-history-away = Les lignes plus anciennes sont sur le serveur : elles viendront avec le réseau.
item-missing = Ce CI n’est pas sur cet appareil
item-missing-help = Il a peut-être été annulé, ou il appartient à une équipe que vous ne voyez pas. Cherchez-le, ou scannez son étiquette.
edit-title = Modifier
edit-cleared = Sera effacé à l’enregistrement
edit-keep = Garder
edit-unset = Non renseigné
edit-refused-text = Trop long : { $limit } signes au plus
edit-refused-number = Un nombre entier, sans lettres
edit-refused-positive = Un nombre entier positif
edit-refused-decimal = Un nombre, cinq décimales au plus
edit-refused-date = Une date, comme 2027-05-14
edit-unit = en { $unit }
act-created = Créé
act-identified = Code { $code }
act-moved = { $from } → { $to }
act-placed = → { $to }
act-unplaced = Sorti de { $from }
act-looked-up = Vu
act-looked-up-in = Vu · { $place }
act-counted = Compté
act-received = Reçu
act-cleared = { $field } effacé
act-set = { $field } : { $value }
act-undone = Annulé
act-settled = Réglé : { $value }
act-entrusted = Confié à { $person }
act-imported = Importé
act-followed = Passé avec le reste dans une autre équipe
act-late = { $when }, reçu { $received }
act-parked = { $when } · en attente : { $reason }
act-late-newer = { $when } · arrivé après plus récent
act-late-settled = { $when } · déjà réglé
act-late-taken-back = { $when } · déjà annulé
act-late-changed = { $when } · { $who } l’avait changé depuis
act-late-changed-by-you = { $when } · vous l’aviez changé depuis
identifier-replaced = remplacée
label-replace = Remplacer l’étiquette
item-seen = { $when } par { $who }
item-contradiction = Retiré, et pourtant vu depuis
item-contradiction-help = S’il sert encore, donnez-lui un autre état. Sinon, laissez-le ainsi : l’observation reste dans l’historique.
item-revived = Modifié après avoir été retiré
item-revived-help = Quelqu’un qui ne le savait pas retiré l’a changé ; il est de nouveau en service. Vérifiez son état.
item-creation-undone = Sa création a été annulée
item-creation-undone-help = D’autres s’en étaient déjà servis : il est retiré, mais n’a pas disparu. S’il existe bien, donnez-lui un état.
act-touched = Touché
act-uncertain = vers { $when }
act-pending = { $when } · à envoyer
act-conflict = { $when } · à régler
edit-save-count = { $count ->
    [one] Enregistrer { $count } changement
   *[other] Enregistrer { $count } changements
}
edit-left-empty = Laissé vide, la valeur reste. Pour la retirer : Effacer.
edit-left = Voici ce que vous aviez écrit ici, pas encore enregistré.
edit-abandon = Abandonner
act-undone-what = Annulé : { $what }
act-redone = Rétabli : { $what }
act-uncreated = Création annulée
act-recreated = Création rétablie
more-title = Plus
more-language = Langue
more-language-device = Appareil
more-theme = Apparence
more-theme-device = Appareil
more-theme-light = Clair
more-theme-dark = Sombre
more-sound = Sons
more-sound-on = Avec sons
more-sound-spoken = Sons et voix
more-sound-off = Sans sons
more-who = Qui suis-je
more-person = Personne
more-device = Cet appareil
more-items = CI gardés ici
more-version = Version
more-server = Serveur
more-storage = Mémoire
more-storage-kept = Durable : rien ne l’effacera tout seul
more-storage-loose = Fragile : le navigateur peut l’effacer
more-storage-loose-help = Installez Recense sur l’écran d’accueil, puis demandez une mémoire durable. Envoyez souvent.
more-storage-ask = Demander une mémoire durable
more-storage-unknown = Le navigateur ne le dit pas
more-storage-used = { $used } utilisés
more-unsent = Travail non envoyé
more-unsent-save = Enregistrer dans un fichier
more-unsent-count = { $count ->
    [0] Tout est envoyé.
    [one] { $count } opération n’est encore que sur cet appareil.
   *[other] { $count } opérations ne sont encore que sur cet appareil.
}
more-unsent-saved = Fichier enregistré
more-unsent-file = recense-non-envoye.json
more-enrol = Inscrire cet appareil
more-enrol-other = Changer de serveur ou de personne
more-sign-out = Se déconnecter
more-sign-out-help = Pour revenir, il vous faudra un nouveau lien. Ce que vous n’avez pas envoyé reste sur cet appareil et partira à votre nom quand vous vous y reconnecterez.
enrol-done-help = L’inventaire de votre équipe arrive. Vous pouvez déjà scanner.
more-team = Équipe { $team }
more-blank-labels = Étiquettes vierges
more-people = Personnes
more-teams = Équipes
more-types = Types
more-settings = Nom, monnaie, langues
outbox-title = Envoi
outbox-to-send = à envoyer
outbox-sent = envoyés
outbox-to-settle = à régler
outbox-settle = À régler
outbox-waiting = En attente
outbox-recent = Derniers envois
outbox-send-now = Envoyer maintenant
outbox-empty = Rien à envoyer
outbox-empty-help = Ce que vous scannez, créez ou changez attend ici sans réseau, puis part de lui-même.
outbox-last-sync = Dernier échange { $when }
conflict-place = Deux emplacements différents
conflict-state = Deux états différents
conflict-fact = Deux valeurs pour « { $field } »
conflict-mine = Vous · { $when }
conflict-theirs = { $who } · { $when }
conflict-kept = retenu pour l’instant
conflict-before = Avant : { $value }. Rien n’est perdu : votre choix devient une ligne de l’historique.
conflict-choose = Choisir :
conflict-empty = vide
sent-waiting = À envoyer
sent-done = Envoyé
sent-merged = Envoyé, réuni avec ce que d’autres ont changé
sent-late-newer = Envoyé, une observation plus récente l’emporte
sent-late-settled = Envoyé, c’était déjà réglé
sent-late-taken-back = Envoyé, c’était déjà annulé
sent-late-changed = Envoyé, { $who } l’a changé depuis et cela reste
sent-late-changed-by-you = Envoyé, vous l’avez changé depuis et cela reste
sent-conflict = Envoyé, à régler
sent-settled = Envoyé, réglé depuis
sent-duplicate = Envoyé, rattaché à un CI existant
sent-taken-back = Abandonné, le serveur n’en a rien fait
outbox-give-up = Abandonner
sent-parked = En attente : { $reason }
conflict-aside = gardé à côté
conflict-not-yours = Avant : { $value }. Un responsable peut trancher ; rien n’est perdu.
sent-one = { $number } · { $what }
sent-several = { $count } CI · { $what }
sent-withdrawn = { $what } (annulé)
outbox-here = Encore sur cet appareil
outbox-exchange = Actualiser
item-place-retired = Son lieu est retiré
item-place-retired-help = { $place } n’est plus en usage : dites où se trouve ce CI.
act-merged = Réuni à { $to }
act-retired = Retiré
act-brought-back = Remis en usage
act-lies-in = Déplacé dans { $to }
act-site = Devenu un site
act-renamed = Renommé : { $name }
sent-several-places = { $count } lieux · { $what }
create-title = Nouveau CI
create-pick-first = Choisissez d’abord ce que c’est
create-rest-waits = Le reste peut attendre.
create-code = Numéro ou code
create-code-hint = Série, numéro ou étiquette : il ira où le type le veut. Il peut attendre.
try-help = Scannez ce code avec votre lecteur, à l’écran ou imprimé. Cet appareil apprend son clavier, son rythme et ce qu’il ajoute autour des codes.
try-label = Étiquette d’essai
try-print = Imprimer
try-learned = Votre lecteur est appris
try-no-end = Il n’envoie ni Entrée ni Tab : la fin d’un code se reconnaît à la pause.
try-other = Ce n’est pas l’étiquette d’essai
try-other-help = Voici ce qui est arrivé. Si c’était bien l’étiquette d’essai, réglez le lecteur sur le clavier américain (US), puis recommencez.
try-known = Ce que cet appareil sait de votre lecteur
try-way = Clavier
try-way-unknown = Pas encore appris
try-way-typed = Comme cet appareil
try-way-keys = Américain (US), lu par les touches
try-way-layout = Américain (US), retrouvé à travers { $layout }
try-way-table = Particulier, appris signe par signe
try-prefix = Ajoute devant
try-suffix = Ajoute derrière
try-pace = Le plus long écart entre deux touches
try-milliseconds = { $count } ms
try-forget = Oublier ce lecteur
try-strokes = Ce qui arrive
try-key = Touche
try-sign = Signe
try-gap = Écart (ms)
try-how-learned = comme appris
try-how-typed = comme tapé
try-how-keys = par les touches
try-how-part = sans ce qui l’entoure
try-how-once = une fois
try-step = Étiquette « Faire »
try-step-help = Imprimez-la près de votre poste : la scanner fait le grand geste proposé à l’écran, sans y toucher. RECENSE1 à RECENSE9 choisissent dans une liste.
switch-title = Qui travaille ?
switch-locked = Verrouillé
switch-lead = Choisissez votre nom, puis tapez votre PIN. Le réseau n’est pas nécessaire.
switch-sits = travaille ici
switch-no-pin = sans PIN
switch-unsent = { $count } à envoyer
switch-other = Quelqu’un d’autre
switch-link = Nouveau ici, ou PIN oublié : entrer par un lien
switch-without-pin = { $person } n’a pas de PIN sur cet appareil
switch-without-pin-help = Sans PIN, seul un nouveau lien fait entrer, et il faut du réseau. Une fois de retour, le PIN se choisit sous Plus.
pin-of = PIN de { $person }
pin-keys = Touches
pin-enter = Valider
pin-wrong = Ce n’est pas le PIN.
pin-wrong-wait = Ce n’est pas le PIN. Réessayez à partir de { $time }.
pin-wait = Trop d’essais manqués. Réessayez à partir de { $time }.
pin-missing = Il n’y a pas encore de PIN ici. Un nouveau lien fait entrer.
pin-gone = Cette personne n’est plus inscrite sur cet appareil.
pin-unusable = De quatre à huit chiffres.
pin-differs = Les deux ne sont pas les mêmes.
pin-set-title = Choisir un PIN
pin-change = Changer le PIN
pin-remove = Enlever le PIN
pin-current = PIN actuel
pin-new = Nouveau PIN
pin-again = Le même, encore une fois
pin-save = Garder ce PIN
pin-set = PIN enregistré
pin-removed = PIN enlevé
pin-guard = Un PIN sépare les collègues. Il ne chiffre pas ce que l’appareil contient : c’est l’affaire du verrou de l’appareil.
shared-title = Appareil partagé
shared-help = Plusieurs personnes peuvent se servir de cet appareil tour à tour. Avec un PIN, on y revient sans réseau, et ce que chacun a fait part à son nom.
shared-switch = Changer de personne
shared-lock = Verrouiller
shared-lock-after = Verrouiller sans geste
shared-lock-never = Jamais
shared-lock-minutes = { $count } min
unsent-take = Reprendre un fichier
unsent-take-help = Pour ce que vous avez fait sur un autre appareil, enregistré là-bas sans pouvoir l’envoyer. Cela part d’ici, à votre nom, une seule fois.
unsent-taken = { $count ->
    [one] { $count } opération reprise : elle part d’ici.
   *[other] { $count } opérations reprises : elles partent d’ici.
}
unsent-known = { $count ->
    [one] { $count } autre était déjà connue.
   *[other] { $count } autres étaient déjà connues.
}
unsent-nothing-new = { $count ->
    [0] Ce fichier est vide. Rien n’a changé.
    [one] Tout ce fichier est déjà connu ici ({ $count } opération). Rien n’a été doublé.
   *[other] Tout ce fichier est déjà connu ici ({ $count } opérations). Rien n’a été doublé.
}
unsent-refused = Ce fichier n’a pas été repris
unsent-unreadable = L’appareil n’a pas pu lire ce fichier. Rien n’a changé.
unsent-not-ours = Ce n’est pas un fichier de travail non envoyé de Recense. Rien n’a changé.
unsent-too-large = Ce fichier est trop grand : au plus 40 Mo. Rien n’a changé.
unsent-damaged = Ce fichier est coupé ou modifié : rien n’en a été repris. Copiez-le à nouveau depuis l’autre appareil.
unsent-newer = Une version plus récente de Recense a écrit ce fichier. Mettez cet appareil à jour, puis reprenez-le. Rien n’a changé.
unsent-other-organisation = Ce fichier vient d’une autre organisation. Rien n’a changé.
unsent-other-person = C’est le travail de { $person }. Seule cette personne peut le reprendre, une fois connectée. Rien n’a changé.
unsent-somebodys = C’est le travail de quelqu’un d’autre, qui seul peut le reprendre, une fois connecté. Rien n’a changé.

install-app = Installer Recense
install-help = Il s’ouvre alors comme une application, et l’appareil garde mieux ce qu’il contient.
install-ios-title = Ajoutez Recense à l’écran d’accueil
install-ios-why = Sur iPhone et iPad, Safari efface ce qu’une page garde après 7 jours sans visite, y compris ce qui n’est pas envoyé. L’application installée, elle, le garde. Envoyez d’abord ce qui attend, ou enregistrez-le dans un fichier.
install-ios-share = Touchez « Partager » dans la barre de Safari
install-ios-add = Choisissez « Sur l’écran d’accueil », puis « Ajouter »
install-ios-open = Ouvrez Recense depuis l’écran d’accueil, et scannez-y un nouveau lien d’inscription
install-offer = Recense peut s’installer
install-offer-ios = Sans installation, Safari peut effacer ce que Recense garde ici
install-go = Installer
install-how = Comment faire
install-later = Ne plus proposer
install-done = Recense est installé

put-out-title = L’accès de cet appareil a été retiré
put-out-help = Ce qui n’était pas encore envoyé est livré et attend la décision d’un administrateur. L’inventaire n’est plus sur cet appareil : pour y revenir, ouvrez un nouveau lien d’inscription.
evicted-title = Le navigateur a effacé ce que cet appareil gardait
evicted-safe = Tout ce qui était envoyé est en sécurité sur le serveur.
evicted-lost = Ce qui ne l’était pas a été effacé avec le reste. Si vous l’aviez enregistré dans un fichier, reprenez-le sous « Plus ».
evicted-again = L’inventaire revient de lui-même.
evicted-waits = L’inventaire revient de lui-même dès que le serveur répond et vous reconnaît ; sinon, ouvrez un nouveau lien d’inscription.
evicted-seen = Compris

outbox-others = { $count ->
    [one] { $count } opération de { $person } attend ici. Elle partira à son nom quand cette personne se reconnectera sur cet appareil.
   *[other] { $count } opérations de { $person } attendent ici. Elles partiront à son nom quand cette personne se reconnectera sur cet appareil.
}
outbox-others-go = { $count ->
    [one] { $count } opération de { $person } est encore ici. Elle partira d’elle-même à son nom, dès qu’il y aura du réseau.
   *[other] { $count } opérations de { $person } sont encore ici. Elles partiront d’elles-mêmes à son nom, dès qu’il y aura du réseau.
}
type-change = { $name } : dire autrement ce que c’est
find-ends = La liste s’arrête aux { $count } premiers. Ajoutez un mot ou un filtre pour voir les autres.
suspect-title = Deux CI, une seule chose ?
suspect-shared = En commun, { $what } : { $text }
suspect-unlike = { $one } / { $other }
suspect-alike = Pareil des deux côtés : { $facts }
suspect-same = C’est la même chose
suspect-not-same = Ce sont deux choses
suspect-later = Rien ne presse : d’ici là, les deux restent.
suspect-not-yours = Un responsable de l’équipe peut dire ce qu’il en est ; d’ici là, les deux restent.
merge-done = Réunis : un seul CI
part-done = Séparés : deux CI
merged-title = Réunis : un seul CI
merged-part = Séparer
selected-merge = Réunir
act-same = Réuni à un autre CI
act-not-same = Distingué d’un autre CI
suspect-all = Doublons possibles de l’équipe
suspect-none = Aucun doublon possible n’est connu ici.
