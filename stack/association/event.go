package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// An Event tells the user of an association what has happened. It is one of the types listed in
// the overview of this package. PDUs in it are copies without user data. A [Data], and the values
// of any event, are lent until the iteration goes on.
//
//sumtype:decl
type Event interface{ event() }

// A Connecting is a T-CONNECT indication: the peer has sent a CR. The responder accepts it with
// [Association.Accept], or refuses it by sending a DR, or an ER if the CR is invalid.
type Connecting struct {
	CR *transport.ConnectionRequest
}

// A Connected is a T-CONNECT confirm at the initiator: the peer has sent a CC. The CN is sent next.
type Connected struct {
	CC      *transport.ConnectionConfirm
	MaxTPDU int // octets, the size agreed on; 0 is not known
}

// A Requested is an A-ASSOCIATE indication. The responder accepts it with [Association.Accept], or
// refuses it by sending an RF, an RF with a CPR, or an RF with a CPR and an AARE.
type Requested struct {
	CN     *session.Connect
	CP     *presentation.Connect
	AARQ   *acse.AssociateRequest // nil in X.410-1984 mode
	Values []stack.Value          // of the User Information; in X.410-1984 mode the APDU of RTSE
}

// An Opened is a positive A-ASSOCIATE confirm: the association exists.
type Opened struct {
	AC      *session.Accept
	CPA     *presentation.ConnectAccept
	AARE    *acse.AssociateResponse // nil in X.410-1984 mode
	Session session.Negotiated
	Values  []stack.Value // of the User Information; in X.410-1984 mode the APDU of RTSE
}

// A Refused says that the peer refuses the association, or that there is no answer from it.
type Refused struct {
	Layer  osi.Layer // that refuses: transport, session, presentation or ACSE
	User   bool      // the user of that layer refuses, not its provider
	PDU    stack.PDU // of that layer: DR, ER, RF, CPR or AARE; nil: the connection was closed or a timer has expired
	Reason string    // in words
	Values []stack.Value
}

// A Data has values of the application.
type Data struct {
	Primitive presentation.Primitive // SData, STypedData, SExpeditedData, SCapabilityData or its confirm
	Values    []stack.Value
}

// An Indication is an indication or confirm of any service that has no event of its own. The SPDU
// says which: GT, PT, GTC, MIP, MIA, MAP, MAA, RS, RA, ER, ED, AS, AR, AI, AIA, AD, ADA, AE, AEA,
// or a TD with an alteration of contexts.
type Indication struct {
	SPDU   session.SPDU
	PPDU   presentation.PPDU // AC, ACA, RS or RSA; otherwise nil
	Values []stack.Value
}

// A Finishing is an A-RELEASE indication. [Association.Release] accepts it.
type Finishing struct {
	RLRQ      *acse.ReleaseRequest // nil in X.410-1984 mode
	Collision bool                 // this end has asked for a release, too, and both are to be accepted
	Values    []stack.Value
}

// A Released is a positive A-RELEASE confirm: the association is over.
type Released struct {
	RLRE   *acse.ReleaseResponse // nil in X.410-1984 mode
	Values []stack.Value
}

// A NotReleased is a negative A-RELEASE confirm: the association goes on.
type NotReleased struct {
	RLRE   *acse.ReleaseResponse // nil in X.410-1984 mode
	Values []stack.Value
}

// An Aborted says that the association is over: what was under way may be lost.
type Aborted struct {
	Layer  osi.Layer // that aborts: transport, session, presentation, ACSE or, of a fault found here, RTSE, TPKT
	User   bool      // the user of that layer aborts, not its provider
	PDU    stack.PDU // of that layer: AB, ARU, ARP or ABRT; nil: the connection was closed
	Err    error     // nil, or the fault of the peer for which this end has aborted
	Reason string    // in words
	Values []stack.Value
}

func (*Connecting) event()  {}
func (*Connected) event()   {}
func (*Requested) event()   {}
func (*Opened) event()      {}
func (*Refused) event()     {}
func (*Data) event()        {}
func (*Indication) event()  {}
func (*Finishing) event()   {}
func (*Released) event()    {}
func (*NotReleased) event() {}
func (*Aborted) event()     {}
