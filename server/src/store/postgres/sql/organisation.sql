SELECT id, name, epoch, installation, administrator, is_demo FROM organisation WHERE called = $1
