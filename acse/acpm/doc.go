// Package acpm is the association control protocol machine: Annex A of X.227 (04/1995), whose
// amendments do not touch it, and what somebody on the path of an association can know of it.
//
// A [Machine] is one end. It is told APDUs: [Machine.Send] asks whether the user may send one now,
// [Machine.Receive] takes one of the peer. A [Monitor] watches the APDUs of both ends pass.
package acpm

//go:generate go run github.com/osi-go/osi/internal/text/generate Output
