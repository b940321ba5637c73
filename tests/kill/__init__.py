"""The process is killed at chosen instants and started again: nothing is lost, nothing twice."""
