UPDATE number_series SET next = least(next + greatest(next, $2), $3) WHERE org = $1
