# Fichiers : faire entrer des lignes, les faire sortir.
import-title = Importer un fichier
import-of = Chaque ligne est
import-of-items = Un CI
import-of-places = Un emplacement
import-choose = Choisir un fichier CSV, ou le glisser ici
import-help = Rien n’est écrit avant que vous ayez vu ce que chaque ligne deviendra.
import-lost = Le fichier n’est plus ouvert ici. Ce qui était fait est gardé : reprenez-le, il continuera où il était.
import-unreadable = Ce fichier ne peut pas être lu. Choisissez-le de nouveau.
import-other = Un autre fichier
import-found = { $count ->
    [one] Une ligne trouvée
   *[other] { $count } lignes trouvées
  }
import-encoding = Jeu de caractères
import-separator = Séparateur
import-header = La première ligne nomme les colonnes
import-key = Reconnaître un CI par
import-key-any = Tout identifiant
import-key-none = Rien : chaque ligne en crée un
import-type = Type des lignes qui n’en disent pas
import-type-none = Aucun
import-columns = Colonnes
import-column = Colonne { $number }
import-open = À décider
import-left-out = Laisser de côté
import-leave-rest = Laisser le reste de côté
import-blank = Une cellule vide ne change rien. Pour effacer, écrivez <vide>.
import-id = Identifiant Recense
import-sub-state = Sous-état
import-part = Emplacement : { $kind }
import-parent = Situé dans
import-kind = Genre
import-try = { $count ->
    [one] Essayer cette ligne sans rien écrire
   *[other] Essayer ces { $count } lignes sans rien écrire
  }
import-trying = Essai : { $done } lignes sur { $all }
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
import-running = Importation : { $done } lignes sur { $all }
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
import-ask-type = Type « { $text } » ({ $count }) : lequel est-ce ?
import-ask-place = « { $path } » ({ $count }) n’existe pas ici. Le créer ?
import-ask-days = « { $sample } » ({ $count }) : jour ou mois d’abord ?
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
refused-garbled = Des caractères sont illisibles : changez le jeu de caractères.
refused-too-wide = Elle a plus de cellules que de colonnes.
refused-no-type = Aucun type n’est dit.
refused-nameless = Ni nom, ni modèle, ni numéro.
refused-open-column = La colonne « { $column } » n’est pas décidée.
refused-unknown = { $column } : « { $text } » n’est pas connu ici.
refused-near = { $column } : « { $text } » ressemble à { $near }.
refused-several = { $column } : « { $text } » peut être { $found }.
refused-new-place = L’emplacement « { $path } » n’existe pas ici.
refused-no-attribute = Ce type n’a pas d’attribut « { $column } ».
refused-other-type = Ce CI est de type { $stands }.
refused-same-key = Même numéro que la ligne { $number }.
refused-invalid = { $column } : « { $text } » ne convient pas.
refused-day-order = { $column } : « { $text } », jour ou mois d’abord ?
refused-undated = Retiré, mais sans date de fin de vie.
refused-taken = L’étiquette { $text } est sur un autre CI.
refused-not-kept = L’appareil ne l’a pas acceptée.
export-items = Exporter la liste
export-all = Exporter tous les CI
export-places = Exporter les emplacements
export-items-file = ci.csv
export-places-file = emplacements.csv
export-saved = Fichier enregistré
files-title = Fichiers
