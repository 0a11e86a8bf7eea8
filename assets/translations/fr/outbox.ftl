parked-not-allowed = vous n’avez pas ce droit ; un responsable peut vous le donner
parked-unknown = ce dont cela dépend n’est pas encore arrivé
parked-exists = cela existe déjà
parked-place-within-itself = un lieu ne peut pas se trouver en lui-même : quelqu’un d’autre a déplacé l’un des deux d’abord ; regardez où ils sont, puis annulez ce geste ou refaites-le autrement
parked-tree-changed = quelqu’un d’autre a déplacé ce lieu d’abord ; regardez où il est, puis annulez ce geste ou refaites-le
parked-invalid = « { $field } » a une valeur que le serveur ne lit pas
parked-unreadable = le serveur n’a pas pu lire cet envoi
parked-not-yours = on n’annule que ses propres gestes
parked-nothing-to-undo = ce qui est annulé n’est pas encore arrivé
parked-too-many-follow = trop de CI changeraient d’équipe à la fois
parked-last-administrator = il ne resterait aucun administrateur dans l’équipe
outbox-offline = Le serveur ne répond pas. Tout est gardé ici et repartira de lui-même.
outbox-troubled = Le serveur ne répond pas comme prévu. Tout est gardé ici et repartira de lui-même.
outbox-revoked = Le serveur ne reconnaît plus cet appareil. Tout est gardé ici : demandez un nouveau lien d’inscription, ou enregistrez le travail non envoyé.
outbox-outdated = Cette version de Recense est trop ancienne pour le serveur. Tout est gardé : rechargez la page quand le réseau est là.
outbox-other-person = Ce navigateur est inscrit pour une autre personne que celle qui travaille ici. Rien n’est envoyé ni reçu, tout est gardé : inscrivez-vous de nouveau, ou déconnectez-vous.
outbox-other-organisation = À cette adresse répond une autre organisation que la vôtre. Rien n’est envoyé ni reçu, tout est gardé : demandez un lien à votre organisation, ou enregistrez le travail non envoyé.
outbox-others = { $count ->
    [one] { $count } opération de { $person } attend ici. Elle partira à son nom quand cette personne se reconnectera sur cet appareil.
   *[other] { $count } opérations de { $person } attendent ici. Elles partiront à son nom quand cette personne se reconnectera sur cet appareil.
}
outbox-others-go = { $count ->
    [one] { $count } opération de { $person } est encore ici. Elle partira d’elle-même à son nom, dès qu’il y aura du réseau.
   *[other] { $count } opérations de { $person } sont encore ici. Elles partiront d’elles-mêmes à son nom, dès qu’il y aura du réseau.
}
