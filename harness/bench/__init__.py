"""What a run costs, as ratios measured in one go: never seconds, which say more of the machine than of the harness."""
