"""At home in pandas, scikit-learn and spaCy; each is imported by those who use it."""
