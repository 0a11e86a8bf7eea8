UPDATE number_block SET next = last + 1
