"""A deployment and the world around it: what the providers are told, and whether everything is as it must be."""
