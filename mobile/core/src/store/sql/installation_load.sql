SELECT id, next_seq, epoch, last_exchange FROM installation
