module github.com/tracecausal/tracecausal

go 1.26
