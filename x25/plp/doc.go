// Package plp is the packet layer protocol of X.25 (1988 to 1996) and ISO/IEC 8208: a [Machine]
// is one end of an interface, DTE or DCE, with all its logical channels, virtual calls and
// permanent virtual circuits. A [Monitor] watches what passes between two ends.
//
// # Machine
//
// Requests are given as the packets that they become: [Machine.Send] of a CALL is the request to
// call. [Machine.Receive] takes the packets of the peer. Its [Outcome] has the indications for
// the user and the packets to send. [Machine.Fault] takes what the decoder has refused. Timers
// and the data link are events, too: the Outcome says which timers start and stop, and the caller
// calls [Machine.Expire] and [Machine.LinkReset].
//
// The machine sends confirmations and RR by itself, unless [Manual] leaves them to the user. An
// RR confirms half of a window, or with D = 1 at once; what is left is confirmed by the P(R) of
// DATA that the user sends, or when T24 expires. The user stops and resumes the flow of data with
// RNR and RR. The machine holds no user data: DATA that is to be sent again (IndRetransmit) must
// be kept by the caller until it is confirmed (Outcome.Confirmed).
//
// # Monitor
//
// [Monitor.See] says of each packet whether a conforming end may have sent it, and what it does
// to the data of its [Channel]. It knows which packets may cross. [Monitor.Refuse] is for a gate
// that does not forward a packet and answers it in place of the receiver.
//
// # Network service
//
// A [Network] moves NSDUs over the channels of a machine, as X.223 maps the network service onto
// X.25: it segments, joins and retransmits, and refuses what X.223 does not allow.
//
// # Tables
//
// testdata/table-dce.csv is a transcription of X.25 Tables C-1 to C-4, and testdata/table-dte.csv
// of what ISO/IEC 8208 has a DTE do. go generate makes an array of both. States are those of Annex
// B as printed: P2 is a call of the DTE at either end. Between two DTEs the one whose Side is DCE
// follows the table of the DCE, with the causes of a DTE.
//
// # Errors
//
// What a table or the subscription does not allow is a [*StateError], which wraps an [*osi.Error]
// of kind [osi.ErrState], [osi.ErrValue], [osi.ErrLength] or [osi.ErrLimit], or [osi.ErrTruncated]
// for facilities and registration elements that run past their end. After an error of Send nothing
// has changed. An error of Receive is for the log: the reset, clear, restart or DIAGNOSTIC that
// Annex C asks for stands in the Outcome. [Monitor.See] returns a StateError for a packet out of
// turn, and otherwise an [*osi.Error] of one of these kinds.
//
// # Memory
//
// A machine takes 24 octets for each channel up to the highest that is assigned, and about 800
// octets beside them. It is not copied by assignment, as the machines of the layers above are:
// [Machine.Clone] copies its channels, too. An event allocates nothing but its error, and the
// channels when other ones are registered. Packets in an Outcome belong to the machine and are
// valid until the next event.
//
// # Glossary
//
//	subscription   what both ends of an interface have agreed on beforehand: a Profile
//	side           DTE or DCE: what an end is or, between two DTEs, acts as
//	fault          a packet that its decoder refuses
//
// # What it never does
//
// It has no clock, does no I/O and starts no goroutine. It does not route calls. A machine holds no
// user data; a Network holds an NSDU that is not yet complete.
package plp

//go:generate go run github.com/osi-go/osi/internal/text/generate Indications Side Timer Timers
