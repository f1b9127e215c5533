"""What a finished run is handed on as: to CI, to other tools, and, signed, to whoever receives a build."""
