"""What the sign-up demands, one small pure function to a demand: no input, no output, no clock of their own."""
