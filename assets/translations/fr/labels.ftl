# La page d’étiquettes, que le serveur fait lui-même.
labels-title = Étiquettes
labels-count = { $labels ->
    [0] Rien à imprimer
    [one] { $labels } étiquette
   *[other] { $labels } étiquettes
  }
labels-pages = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
  }
labels-how = Imprimez à 100 % (« taille réelle »), sans marges ni ajustement à la page : un code agrandi ou réduit ne se lit plus aussi bien.
labels-module = Chaque module du code fait { $dots } points, soit { $width } mm. Chaque code a été relu avant d’être montré.
labels-retired = { $count ->
    [one] Une étiquette est laissée de côté : ce qu’elle désigne est retiré.
   *[other] { $count } étiquettes sont laissées de côté : ce qu’elles désignent est retiré.
  }
labels-missing = { $count ->
    [one] Une étiquette manque : ce qu’elle désigne n’est pas encore arrivé au serveur, ou vous n’y avez pas accès.
   *[other] { $count } étiquettes manquent : ce qu’elles désignent n’est pas encore arrivé au serveur, ou vous n’y avez pas accès.
  }
labels-coming = { $count ->
    [one] Un code d’étiquette est en route. Cette page regarde de nouveau d’elle-même.
   *[other] { $count } codes d’étiquette sont en route. Cette page regarde de nouveau d’elle-même.
  }
labels-without-code = { $count ->
    [one] Une étiquette n’a pas encore de code. Une personne qui peut modifier ce qu’elle désigne lui en donne un en la demandant.
   *[other] { $count } étiquettes n’ont pas encore de code. Une personne qui peut modifier ce qu’elles désignent leur en donne un en les demandant.
  }
labels-without-number = { $count ->
    [one] Sur une étiquette, le numéro est trop long pour y tenir en entier ; il n’y est pas.
   *[other] Sur { $count } étiquettes, le numéro est trop long pour y tenir en entier ; il n’y est pas.
  }
labels-unreadable = { $count ->
    [one] Un code ne se relisait pas comme il doit ; son étiquette n’est pas montrée.
   *[other] { $count } codes ne se relisaient pas comme ils doivent ; leurs étiquettes ne sont pas montrées.
  }
labels-refused = Ce code ne se lirait pas
labels-refused-why = Sur une étiquette de { $width } × { $height } mm, à { $dpi } points par pouce, les modules seraient trop fins ou le texte trop petit.
labels-refused-least = Il faut au moins { $beside-width } × { $beside-height } mm, ou { $under-width } × { $under-height } mm.
labels-refused-otherwise = Sur cette étiquette-ci, le code tiendrait à { $dpi } points par pouce avec la correction { $correction }.
labels-mistake = Ces mesures ne vont pas
labels-mistake-field = Ce champ ne se lit pas : { $field }
labels-mistake-none = Il faut entre 1 et 500 étiquettes par page, et chacune a une largeur et une hauteur.
labels-mistake-wide = Ces étiquettes demandent une page de { $width } mm de large.
labels-mistake-high = Ces étiquettes demandent une page de { $height } mm de haut.
labels-mistake-first = Cette feuille a les positions 1 à { $most }.
labels-mistake-many = Demandez au plus { $most } étiquettes à la fois.
labels-signed-out = Ce navigateur n’est pas inscrit
labels-signed-out-help = Ouvrez Recense dans ce navigateur, inscrivez-vous, puis demandez les étiquettes de là.
labels-open = Ouvrir Recense
labels-sheet = Feuille ou rouleau
labels-free = Mesures libres
labels-first = Première position libre
labels-dpi = Imprimante (points par pouce)
labels-dpi-usual = Celle de la feuille
labels-correction = Correction d’erreurs
labels-blank = Étiquettes vierges
labels-show = Montrer
labels-page_width = Largeur de la page (mm)
labels-page_height = Hauteur de la page (mm)
labels-left = Marge de gauche (mm)
labels-top = Marge du haut (mm)
labels-width = Largeur d’une étiquette (mm)
labels-height = Hauteur d’une étiquette (mm)
labels-gap_across = Écart entre colonnes (mm)
labels-gap_down = Écart entre rangées (mm)
labels-columns = Colonnes
labels-rows = Rangées
labels-items = CI
labels-places = Lieux
