SELECT epoch FROM organisation WHERE id = $1
