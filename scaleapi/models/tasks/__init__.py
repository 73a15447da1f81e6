"""The payload and response models, one module per family of task types."""
