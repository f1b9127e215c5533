"""Customers who do what nobody told them to: random walks with legal and illegal acts, judged by invariants of the guide."""
