// Package class0 is the protocol of X.224 class 0 (1995, ISO/IEC 8073:1997): Table A.6 of Annex A
// for class 0, as one end of a transport connection executes it (Machine), and as somebody on the
// path between two ends can check it (Monitor). Over TCP it is that of RFC 1006.
//
// # Machine
//
// A Machine is a plain value: a copy is a snapshot. It has no clock, no I/O and no goroutine, and
// an event allocates nothing. The zero Machine is the end of a network connection that carries no
// transport connection yet; the first CR decides whether it initiates or responds. The TS-user's
// requests and responses are given to Send as the TPDUs that they become. What the peer sent goes
// to Receive, whose Outcome says what follows. The other events are methods: Connect, Disconnect,
// NetworkConnect, NetworkReset, NetworkDisconnect and Expire.
//
// The entity has class 0 alone: P5 of Table A.4 is true, P7 false, and the states WBCL and CLOSING
// do not occur. It initiates with a CR of class 0, and as responder selects class 0 wherever Table
// 3 allows it.
//
// # Monitor
//
// TPDUs of the two directions cross: an end that sends may not have received yet what was
// forwarded to it. A Monitor accepts a TPDU if some conforming end can have sent it. Class 0
// needs no set of hypotheses for that. Only two things cross in a conforming exchange: a DT or ED
// with the DR or ER that ends the connection, and a retransmitted CR of class 4 with its answer.
//
// # Errors
//
// What Table A.6 does not allow is a *StateError, which has the state and the event and wraps an
// *osi.Error of kind osi.ErrState. For a TPDU, transport.Answer makes the answer of X.224 6.22 and
// 6.9 from it and the Situation of the Machine or Monitor. After an error nothing has changed.
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
