// Package acpm has the association control protocol machine of X.227 (1995) Annex A, which the
// amendments leave as it is, and a monitor for the path between two of them.
//
// A [Machine] is one end of an association: [Machine.Send] asks whether the user may send an APDU
// now, [Machine.Receive] takes one of the peer. A [Monitor] watches the APDUs of both ends pass.
//
// An event that the state does not allow is a [*StateError], which wraps an [*osi.Error] of kind
// ErrState. Other errors are an [*osi.Error] of the kinds that each function names; [Rules] lists
// their rules.
package acpm

//go:generate go run github.com/osi-go/osi/internal/text/generate Output
