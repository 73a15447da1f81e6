"""Files and their formats: what the rest of the package reads and writes with.

json_text      JSON, whatever the standard library reads; written back as it came
json_stream    a JSON array in a file, item by item
paths          paths of this machine, and URLs of storage; files that appear when they are complete
compression    gzip and zstd, by the end of a name
splits         byte ranges of files of lines, for workers
dotted         fields by dotted names
duplicates     keys that occur twice among millions
optional       packages that only some users need, with an error that names the extra
"""
