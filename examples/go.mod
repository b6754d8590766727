module github.com/osi-go/osi/examples

go 1.25.0

require (
	github.com/gopacket/gopacket v1.7.7
	github.com/klauspost/compress v1.20.4
	github.com/osi-go/osi v0.1.0 // the next version: CONTRIBUTING.md, Release
	github.com/pkg/errors v0.9.1
	golang.org/x/sys v0.47.0
	golang.org/x/term v0.45.0
)

require golang.org/x/net v0.55.0 // indirect
