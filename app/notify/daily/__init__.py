"""每日一收集、每日一反馈: what came in, what was done and what is open in a place or at a unit, told to its neighbours."""
