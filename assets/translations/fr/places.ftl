places-title = Lieux
places-add-site = Ajouter un site
places-none-help = Vérifiez l’orthographe, ou descendez depuis le site.
places-empty-add = Commencez par un site : ses bâtiments et ses salles s’ajoutent ensuite dedans.
places-add-in = Ajouter dans { $place }
places-names = Un nom par ligne
places-names-hint = Tapez un nom, ou collez-en des centaines : chaque ligne devient un lieu, telle quelle.
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
places-too-many = Plus de 2 000 lieux d’un coup : collez-les en plusieurs fois.
places-and-more = et { $count } de plus
place-items = { $count ->
    [0] Aucun CI
    [one] { $count } CI
   *[other] { $count } CI
}
place-items-here = dont { $count } directement ici
place-cis = CI ici
place-inside = Dans ce lieu
place-change = Changer ce lieu
place-add-inside = Ajouter dedans
place-i-am-here = J’y suis
place-move = Déplacer
place-move-title = Où se trouve { $place } ?
place-moved = Se trouve maintenant dans { $place }
place-merge = Réunir à un autre lieu
place-merge-title = { $place } est en fait…
place-merged = { $was } mène maintenant à { $place }
place-merged-here = Réunis ici
place-retire = Retirer
place-retired = Retiré
place-retired-told = Retiré : n’est plus proposé
place-back-told = De nouveau en usage
place-bring-back = Remettre en usage
place-is-retired = Ce lieu est retiré
place-is-retired-help = Il n’est plus proposé, et son étiquette le dit.
place-is-retired-with = { $count ->
    [one] Il n’est plus proposé. { $count } CI s’y trouve encore : mettez-le ailleurs.
   *[other] Il n’est plus proposé. { $count } CI s’y trouvent encore : mettez-les ailleurs.
}
place-is = C’est maintenant { $place }
place-is-help = Son étiquette et tout ce qui s’y trouve mènent à { $place }.
place-part = Séparer de nouveau
place-missing = Ce lieu n’est pas sur cet appareil
place-missing-help = Sa création a peut-être été annulée. Cherchez-le parmi les lieux.
place-edit = Modifier le lieu
place-nowhere = Nulle part : c’est un site
place-site-told = Est maintenant un site
item-place-retired = Son lieu est retiré
item-place-retired-help = { $place } n’est plus en usage : dites où se trouve ce CI.
field-kind = Sorte
field-parent = Se trouve dans
field-merged = Réuni à
act-merged = Réuni à { $to }
act-retired = Retiré
act-brought-back = Remis en usage
act-lies-in = Déplacé dans { $to }
act-site = Devenu un site
act-renamed = Renommé : { $name }
sent-several-places = { $count } lieux · { $what }
