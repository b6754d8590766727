module github.com/osi-go/osi

go 1.25.0

require github.com/pkg/errors v0.9.1

require golang.org/x/sys v0.47.0
