// Package ppm is the presentation protocol machine: Annex A of X.226 (07/1994) with its Amendment 1
// (08/1997), and what somebody on the path of a presentation connection can know of its contexts.
//
// A [Machine] is one end. It is told PPDUs: [Machine.Send] asks whether the user may send one now,
// [Machine.Receive] takes one of the peer. Feed it only what the session service delivers, which
// discards, for example, what crosses an S-RESYNCHRONIZE. [Parameters] are what a PPDU does not
// say, such as a serial number. An event that finds a blank cell or false predicates is a
// [*StateError].
//
// The tables are in testdata as printed. Beside them are the readings of cells whose print cannot
// be meant, each with its reason; docs/conformance/ppm.md lists these. go generate makes an array
// of both. Some checks are in no table: parity and reuse of identifiers, the length of result
// lists, and that an RS or RSA lists the set that results.
//
// A [Monitor] watches PPDUs pass. It tells which contexts an end may use, and refuses what no
// conforming end sends.
package ppm

//go:generate go run github.com/osi-go/osi/internal/text/generate Output
