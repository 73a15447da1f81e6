"""Tasks, delivered tasks and dataset tasks of the second API as data: conversations become three tables.

columns       the columns of tasks, messages and annotations
walk          from the JSON of one task to its rows; pure
tables        rows as Arrow, pandas and polars
files, lines  the tables as Parquet, tasks as JSON lines
secrets       what must not be in a file
preferences   pairs of a chosen and a rejected answer, for training
"""
