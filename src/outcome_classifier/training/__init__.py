"""From labelled statements to a model folder."""
