SELECT name, epoch, seq, mark, received, stage, after FROM scope ORDER BY name
