"""What is so: each module looks at one part of a deployment, changes nothing and decides nothing."""
