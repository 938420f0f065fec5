"""运行指数 and 活跃指数 of a community: fixed, published parts and weights against its own past, and no table of communities."""
