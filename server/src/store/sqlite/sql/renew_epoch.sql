UPDATE organisation SET epoch = max(epoch + 1, ?1) RETURNING epoch
