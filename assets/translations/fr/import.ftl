# Fichiers : faire entrer des lignes, les faire sortir.
import-title = Importer un fichier
