// Tracecausal reads the logs of a distributed run, rebuilds the happens-before
// order, judges the run by named checks, explains every verdict, and draws it.
package main
