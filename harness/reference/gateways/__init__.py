"""The outside systems as the build sees them: one module each, all failing with GatewayTrouble."""
