// Package xot reads and writes X.25 over TCP, RFC 1613: frames of a header and one X.25 packet, and
// the PVC set-up packet that only XOT has. The packets themselves are package x25's: this package
// looks at no more of a packet than the RFC says of it.
//
// Framing: [Split] for octets in any chunking, [Reader] for an io.Reader, [Append] to write. One
// TCP connection carries one virtual circuit; neither end is a DTE or a DCE, and the channel number
// in a packet means nothing. A stream with a broken header cannot be resynchronised: close it.
//
// A Frame aliases the octets it was read from. Errors are [*osi.Error]; [Rules] lists what can be
// broken, each with its Kind. The package keeps no state but that of a Reader.
package xot

//go:generate go run github.com/osi-go/osi/internal/text/generate
