// Package class0 is the protocol of X.224 class 0 (1995, ISO/IEC 8073:1997): Table A.6 of Annex A
// for class 0. A [Machine] executes it as one end of a transport connection, and a [Monitor] checks
// it on the path between two ends. Over TCP it is the protocol of RFC 1006.
//
// # Machine
//
// A Machine is a plain value: a copy is a snapshot. It has no clock, no I/O and no goroutine, and
// an event allocates nothing. The zero Machine is the end of a network connection that carries no
// transport connection yet; the first CR decides whether it initiates or responds. [Machine.Send]
// takes the requests and responses of the TS-user, as the TPDUs that they become.
// [Machine.Receive] takes what the peer has sent, and its Outcome says what follows. The other
// events are methods: Connect, Disconnect, NetworkConnect, NetworkReset, NetworkDisconnect and
// Expire.
//
// The entity has class 0 alone: P5 of Table A.4 is true, P7 false, and the states WBCL and CLOSING
// do not occur. It initiates with a CR of class 0, and as responder selects class 0 wherever Table
// 3 allows it.
//
// # Monitor
//
// TPDUs of the two directions cross: an end that sends may not have received yet what was
// forwarded to it. A Monitor accepts a TPDU if some conforming end can have sent it. In a
// conforming exchange only two things cross: a DT or ED with the DR or ER that ends the connection,
// and a retransmitted CR of class 4 with its answer.
//
// # Errors
//
// What Table A.6 does not allow is a [*StateError], which has the state and the event and wraps an
// [*osi.Error] of kind [osi.ErrState]. A TPDU that the table allows may be an [*osi.Error] itself:
// of kind [osi.ErrLength] for its size, [osi.ErrValue] for its references and for a CC that does
// not agree with the CR, [osi.ErrUnsupported] for a class other than 0. After an error nothing has
// changed. [transport.Answer] makes the answer of X.224 6.22 and 6.9 to a TPDU from the error and
// the Situation of the Machine or Monitor.
//
// # Concurrency
//
// A Machine or Monitor is not safe for concurrent use. Neither keeps a TPDU that it is given.
//
// # Glossary
//
//	TS-user   who uses the transport service: the session entity
//	TSDU      what the transport service carries in one T-DATA request: one or more DT TPDUs
//	P0 … P10  predicates of Table A.4
//	[1] … [6] specific actions of Table A.5
//	owner     the end that has opened the network connection, X.224 6.1.1.3
package class0

//go:generate go run gen.go
//go:generate go run github.com/osi-go/osi/internal/text/generate Outputs
