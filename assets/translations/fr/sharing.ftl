# Un appareil que plusieurs personnes partagent.
scan-person = { $person } travaille. Changer de personne
