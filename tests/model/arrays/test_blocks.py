"""Blocks: as many draws at a time as stay in the processor's cache."""

import numpy as np

from llm_barriers.model.arrays import SMALL, block_size, in_blocks


def test_every_draw_is_in_one_block_and_blocks_of_many_inputs_are_small():
    assert block_size(0) == block_size(60) == SMALL > block_size(1057) > 200
    done = np.zeros(1000)

    def work(_, block):
        done[block] += 1

    in_blocks(1000, work, size=block_size(3000))
    assert (done == 1).all()
