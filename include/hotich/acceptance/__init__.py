"""Whether a keyed book says what the paper says: two keyings compared, a sample checked, scans matched, a decision made.

Progress counts as earned only what is accepted here.
"""
