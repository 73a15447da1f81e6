"""Files and their formats: what the rest of the package reads and writes with.

json_text      JSON, whatever the standard library reads; written back as it came
"""
