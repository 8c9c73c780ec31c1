"""What a written Vietnamese text says: characters, encodings, dates, numbers, names, places.

Every reading keeps the written text as it is and gives a value beside it; what can't be read is said to be
unreadable, never guessed. Each module has a function for one text and one for a column of texts.
"""
