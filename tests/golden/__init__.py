"""Golden files: the JSON of every reading verb on two desks, kept so that a change of the code's shape shows
any change of its answers."""
