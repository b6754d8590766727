// Package ppm is the presentation protocol machine: Annex A of X.226 (07/1994) with its Amendment 1
// (08/1997), and what somebody on the path of a presentation connection can know of its contexts.
//
// A [Machine] is one end. It is told PPDUs: [Machine.Send] asks whether the user may send one now,
// [Machine.Receive] takes one of the peer, or the session primitive that carries it. Feed it only
// what the session service delivers: that discards, for example, what crosses an S-RESYNCHRONIZE.
// What a PPDU does not say, such as a serial number, is in [Parameters]. Blank cells and false
// predicates are a [*StateError].
//
// The tables are in testdata as printed, beside the readings of cells whose print cannot be meant,
// which say why; go generate makes the array. docs/conformance/ppm.md lists them. What the tables
// do not test stands in prepare.go: parity and reuse of identifiers, the length of result lists,
// and that an RS or RSA lists the set that results.
//
// A [Monitor] watches PPDUs pass. It tells which contexts an end may use, and refuses what no
// conforming end sends.
package ppm

//go:generate go run github.com/osi-go/osi/internal/text/generate Output
