SELECT device.org, device.org_name, session.person, session.person_name, installation.token, session.locked
FROM session JOIN device JOIN installation ON installation.person = session.person
