"""An invented catalogue of any size, to see how the shop does with a wholesaler's list. The same for the same seed."""
