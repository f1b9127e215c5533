"""What the sign-up demands, one small pure function to a demand, without a clock of its own."""
