"""How books reach people: where we send to, in which ways, at what price, and when it leaves and arrives."""
