"""What each rule must and must not find, one table a rule, in a file of the rule's name."""
