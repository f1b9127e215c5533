"""What the words of the features mean, split by concept. A step calls the walker; none knows a URL or a selector."""
