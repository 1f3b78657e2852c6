"""The program: conversation, sessions, knowledge, language, safety, engine, gateway."""
