"""Placeholder: the job that samples a model is made elsewhere."""
