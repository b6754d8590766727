module github.com/osi-go/osi/examples

go 1.26.0

require (
	github.com/gopacket/gopacket v1.7.7
	github.com/klauspost/compress v1.20.4
	github.com/osi-go/osi v0.0.0-00010101000000-000000000000
	github.com/pkg/errors v0.9.1
	golang.org/x/sys v0.49.0
	golang.org/x/term v0.47.0
)

require golang.org/x/net v0.55.0 // indirect

replace github.com/osi-go/osi => ../
