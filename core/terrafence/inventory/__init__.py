"""What there is: the resources of configurations, plans, states and clouds, with the same columns."""
