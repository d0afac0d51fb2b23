"""Placeholder: the model of the returns is made elsewhere."""
