"""What a learner did, and what follows from it. The record comes from a browser and stays there; nothing is stored here."""
