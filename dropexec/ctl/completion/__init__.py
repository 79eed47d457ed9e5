"""The generated parts of the shells' completions: the options of both commands, and the words they take."""
