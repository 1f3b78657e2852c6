"""What may be said: topics, countries, law and every other sentence, with sources, in each language."""
