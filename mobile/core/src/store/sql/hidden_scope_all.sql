SELECT name FROM hidden_scope ORDER BY name
