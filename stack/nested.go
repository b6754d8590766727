package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
)

// addressed returns the session connection that a TSDU is of: one nested in a, X.225 Amd.2, if it
// has begun and the TSDU has its identifier, else a.
func (a *association) addressed(tsdu []byte) *association {
	if len(a.nested) == 0 {
		return a
	}
	if n := a.nested[identifierOf(tsdu).Value]; n != nil {
		return n
	}
	return a
}

// identifierOf returns the Nested Connection Identifier of the SPDUs of a TSDU, which is never 0.
func identifierOf(tsdu []byte) (id osi.Opt[uint8]) {
	for spdu, err := range session.SPDUs(tsdu) {
		if err != nil {
			break
		}
		if id = session.NestedIdentifier(spdu.Octets); id.Present {
			break
		}
	}
	return id
}

// ofAnother returns the first of the SPDUs that is of another session connection than those before
// it in the TSDU; nil if there is none. A GT or PT without parameters is of any.
func ofAnother(spdus []session.SPDU, tsdu []byte) session.SPDU {
	if tsdu[1] == 0 {
		spdus = spdus[1:]
	}
	for _, p := range spdus[1:] {
		if session.CommonOf(p).Nested != session.CommonOf(spdus[0]).Nested {
			return p
		}
	}
	return nil
}

// nest returns the session connection nested in a that the SPDU p of d names, X.225 Amd.2. ok says
// that d may send p on it. A CN or SCN makes a new one if the identifier is free. So does an SPDU
// of one that was never begun. What the connection of an SCN is nested in its summary says: here
// it is a.
func (a *association) nest(c *Config, d osi.Direction, p session.SPDU, id uint8) (n *association, ok bool) {
	n, parent := a.nested[id], a
	cn, long := p.(*session.Connect)
	connects := long || p.Type() == session.TypeSCN
	free := n == nil || connects && n.over()
	switch {
	case !connects && n != nil:
		parent = n.parent
	case long && cn.Parent.Value != 0:
		parent = a.nested[cn.Parent.Value]
	}
	ok = parent != nil && (sentBySPM>>p.Type()&1 != 0 || parent.permits(d)) &&
		(!connects || free && (id >= 0x80) == (d == a.session.order.Initiator) && parent.session.nests())
	if free {
		n = &association{parent: parent, identifier: osi.Some(id)}
		n.begin(c, a.carrier, a.session.order.Lost())
		n.session.order.Initiator, n.session.order.Expedited = d, a.session.order.Expedited
		if a.nested == nil {
			a.nested = map[uint8]*association{}
		}
		a.nested[id] = n
	}
	return n, ok || a.session.order.Lost()
}

// sentBySPM has the SPDUs that no request or response primitive leads to, or not always.
const sentBySPM uint64 = 1<<session.TypeOA | 1<<session.TypeCDO | 1<<session.TypeRF | 1<<session.TypeAB | 1<<session.TypeER | 1<<session.TypeGTA |
	1<<session.TypeSRF

// betweenSegments has the SPDUs that may stand between the segments of an SSDU of a connection
// around theirs, or nested in it: they are sent by the SPM, or overtake data, or discard data, or
// answer what does.
const betweenSegments = sentBySPM | 1<<session.TypeEX | 1<<session.TypePR | 1<<session.TypeRS | 1<<session.TypeRA | 1<<session.TypeED |
	1<<session.TypeAI | 1<<session.TypeAIA | 1<<session.TypeAD | 1<<session.TypeADA | 1<<session.TypeSAB

// keepsOrder reports whether d may send p on a as far as the other connections go. The primitives
// of a, of those around it and of those nested in it are transferred in the order in which they
// were issued, X.225 Amd.2 6.3.8: between the segments of an SSDU stands no other's SPDU.
func (a *association) keepsOrder(d osi.Direction, p session.SPDU) bool {
	switch p := p.(type) {
	case *session.GiveTokens:
		if !p.Tokens.Present { // it stands in front of another SPDU
			return true
		}
	case *session.PleaseTokens:
		if !p.Tokens.Present {
			return true
		}
	}
	return betweenSegments>>p.Type()&1 != 0 || !session.CommonOf(p).Enclosure.Begins() || !a.amid(d)
}

// alone reports whether a is neither nested nor has ever had connections nested in it.
func (a *association) alone() bool { return a.parent == nil && len(a.nested) == 0 }

// amid reports whether d has begun a segmented SSDU, and not ended it, on a connection that a is
// nested in, or on one nested in a.
func (a *association) amid(d osi.Direction) bool {
	if a.alone() {
		return false
	}
	outermost := a
	for n := a.parent; n != nil; n = n.parent {
		if outermost = n; n.halves[d].ssdu.Within() {
			return true
		}
	}
	for _, n := range outermost.nested {
		if n.halves[d].ssdu.Within() && n.in(a) && !n.over() {
			return true
		}
	}
	return false
}

// in reports whether a is nested in n, at any depth.
func (a *association) in(n *association) bool {
	for a = a.parent; a != nil && a != n; a = a.parent {
	}
	return a != nil
}

// void tells of the SPDU p of d on a, which may discard the SSDUs in progress: those of the other
// direction on a, and all on connections nested in it, X.225 7.11.3 and Amd.2 6.3.8.
func (a *association) void(d osi.Direction, p session.SPDU) {
	a.halves[d.Opposite()].ssdu.Void(p)
	if a.alone() {
		return
	}
	outermost := a
	for outermost.parent != nil {
		outermost = outermost.parent
	}
	for _, n := range outermost.nested {
		if n.in(a) {
			n.halves[0].ssdu.Void(p)
			n.halves[1].ssdu.Void(p)
		}
	}
}

// nests reports whether connections may be nested in the one whose state s is, X.225 Amd.2 6.1.4.
func (s *sessionState) nests() bool { return s.agreed.Units().Value&session.FUNestedConnections != 0 }

// permits reports whether d may send a DT on a and on all connections that a is nested in. If not,
// it may issue no primitive on one nested in a, X.225 Amd.2 A.1.
func (a *association) permits(d osi.Direction) bool {
	for ; a != nil; a = a.parent {
		if w := &a.session.order; !w.Settled(d) && w.May(d, &session.DataTransfer{}) != nil {
			return false
		}
	}
	return true
}

// over reports whether a, or a connection that it is nested in, has ended: its identifier may be
// used again, X.225 Amd.2 5.8 bis.
func (a *association) over() bool {
	for ; a != nil; a = a.parent {
		if a.ended {
			return true
		}
	}
	return false
}

// endsConnection reports whether an SPDU of type t is the last but for its confirmation and what
// crosses it.
func endsConnection(t session.Type) bool {
	const last uint64 = 1<<session.TypeRF | 1<<session.TypeDN | 1<<session.TypeAB | 1<<session.TypeSRF | 1<<session.TypeSDN | 1<<session.TypeSAB
	return last>>t&1 != 0
}

// outermost reports whether v has parameters that no PPDU of a nested connection has, X.226 Amd.2
// 6.2.2.3, 6.2.2.5 and 8.2.
func outermost(v presentation.PPDU) bool {
	if cp, ok := v.(*presentation.Connect); ok && (cp.CallingSelector != nil || cp.CalledSelector != nil) {
		return true
	}
	x410 := bodyOf(v).x410
	return x410 != nil && *x410 != nil
}
