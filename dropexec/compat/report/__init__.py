"""The catalogue for people: on a terminal, as one page (HTML, Markdown), and in the manual."""
