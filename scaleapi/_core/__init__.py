"""How a call is made: values and decisions (pure), and the two drivers that carry them out."""
