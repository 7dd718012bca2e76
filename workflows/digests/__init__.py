"""The digest by e-mail (lettre d'information): who gets it, what is in it, when it goes, how it ends."""
