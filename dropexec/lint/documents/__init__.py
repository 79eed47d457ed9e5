"""The formats: each reads its files without loss and hands out the commands in them; none knows a tool."""
