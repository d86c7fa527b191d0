"""Tags: which resources take them, which they end up with, and what a team asks of them."""
