# A device that several people share.
scan-person = { $person } is working. Switch person
