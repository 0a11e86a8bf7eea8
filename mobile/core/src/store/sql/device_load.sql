SELECT org, epoch, last_exchange FROM device
