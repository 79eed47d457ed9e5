"""What packaging/build has made, held against what it should do: packaging/verify runs these tests."""
