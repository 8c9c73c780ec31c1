"""Schedule arithmetic: planned curve, earned schedule, forecast. Numbers in, numbers out."""
