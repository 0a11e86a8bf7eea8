SELECT device.org, device.org_name, session.person, session.person_name, session.token FROM session JOIN device
