// Package spm is the session protocol machine of X.225 (1995) Annex A with Amd.1 (1997). A
// [Machine] is one end of a connection. A [Monitor] is told the SPDUs of both ends by somebody on
// the path, and knows what each end may send next.
//
// # Machine
//
// A [Machine] is a plain value. A request or response of the user is told by the SPDU that it
// becomes: [Machine.Send] with an MIP is the S-SYNC-MINOR request. [Machine.Receive] takes the
// SPDUs of the peer. The transport service and the timer TIM have methods of their own.
//
// The tables are those of the standard. testdata/state-tables.csv is their transcription.
// testdata/readings.csv says how a cell is read whose print is in doubt, and go generate makes
// arrays of both. Predicates and actions have the numbers of Tables A.7 and A.6.
//
// SPDUs are given whole and in the order of [session.ProcessingOrder]: segments are joined first,
// see [session.Reassembler]. Faults in the octets of an SPDU are for the decoder to refuse.
//
// # Monitor
//
// SPDUs of the two directions cross: an end that sends may not have received what somebody on the
// path has seen already. A [Monitor] keeps for each end the configurations that explain all it has
// seen. A configuration is a machine, with how many of the SPDUs sent to it that machine has taken.
// [Monitor.See] refuses an SPDU that no configuration may send.
//
// # Errors
//
// A refused event is a [*StateError]. It wraps an [*osi.Error] of kind ErrState whose rule names
// the table, "spm.a10", or the clause. A serial number of more than 62 bits, and more than 16
// expedited SPDUs that wait for one on the normal flow, are errors of kind ErrLimit. A mandatory
// serial number that is absent is one of kind ErrMissing. [Rules] lists the rules.
//
// # What it never does
//
// It has no clock, does no I/O, starts no goroutine, and allocates nothing for an event that it
// takes.
package spm
