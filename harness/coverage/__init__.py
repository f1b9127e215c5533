"""What was really seen to hold: records of scenarios, and the verdict that follows from them."""
