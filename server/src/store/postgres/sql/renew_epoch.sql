UPDATE organisation SET epoch = greatest(epoch + 1, $2) WHERE id = $1 RETURNING epoch
