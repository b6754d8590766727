package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// A Subscription is what a [Monitor] is told that the two sides of an interface have agreed on
// beforehand. The zero Subscription knows nothing: packet and window sizes are then those that
// calls negotiate, and not checked of calls that negotiate none. Closed user groups, reverse
// charging, NUI and on-line registration are the network's to enforce: nothing here is about them.
type Subscription struct {
	// PacketSize is the default packet size, X.25 6.9: 16 to 4096 octets of user data, a power of
	// two. It is that of permanent virtual circuits and of calls without facility 42, of both
	// directions; the larger one, where they differ. X.25's own is [x25.DefaultPacketSize]. 0: not
	// known.
	PacketSize int
	// Window is the default window size, X.25 6.10: 1 to 7 or, of modulo 128, 127 packets, for what
	// PacketSize is for. X.25's own is [x25.DefaultWindow]. 0: not known.
	Window int
	// Retransmission says that REJ may ask for DATA again, X.25 6.4. A repetition must be the same
	// octets as before.
	Retransmission bool

	// Incoming and Outgoing are the one-way logical channels, X.25 6.7 and 6.8: the DTE may not
	// call on those of Incoming, nor the DCE on those of Outgoing. Where no side is known to be the
	// DCE, the side that osi.FromInitiator stands for is taken as the DTE.
	Incoming, Outgoing ChannelRange
	// IncomingBarred and OutgoingBarred say that the DCE, or the DTE, may not call at all: X.25
	// 6.5, 6.6.
	IncomingBarred, OutgoingBarred bool
	// Facilities says that calls, their answers and clears may have only the facilities that X.25
	// 7.2 has in such a packet: see [x25.FacilityField.Permitted]. Otherwise unknown codes and
	// misplaced ones pass.
	Facilities bool
}

// Valid reports whether s can be agreed on at an interface of modulo m.
func (s *Subscription) Valid(m x25.Modulo) bool {
	return s.Window >= 0 && s.Window <= m.Max() && s.Incoming.valid() && s.Outgoing.valid() && validSize(s.PacketSize)
}

// validSize reports whether n octets are a packet size, or 0.
func validSize(n int) bool {
	return n == 0 || n >= 16 && n <= x25.MaxUserData && n&(n-1) == 0
}

// checkCall checks that the interface has subscribed to what a CALL is.
func (w *Monitor) checkCall(ch *Channel, a *arrival) bool {
	s, sender := &w.Subscription, w.Format(a.d, nil).Sender
	outgoing := sender == osi.DTE || sender == osi.AnySide && a.d == osi.FromInitiator
	oneWay, barred := s.Outgoing, s.IncomingBarred
	if outgoing {
		oneWay, barred = s.Incoming, s.OutgoingBarred
	}
	switch {
	case !w.OverXOT && oneWay.has(ch.lci):
		return a.broke(ruleOneWay, 1, int(ch.lci), 0)
	case barred:
		return a.broke(ruleBarred, 2, int(a.p.Type()), 0)
	}
	return true
}

// checkFacilities checks that a packet about a call has no facilities but those that may stand in
// it.
func (w *Monitor) checkFacilities(a *arrival) bool {
	if !w.Subscription.Facilities {
		return true
	}
	var f x25.FacilityField
	var at int
	switch p := a.p.(type) {
	case *x25.CallRequest:
		f, at = p.Facilities, facilityOffset(&p.Addresses, p.Type())
	case *x25.CallAccepted:
		f, at = p.Facilities, facilityOffset(&p.Addresses, p.Type())
	case *x25.ClearRequest:
		f, at = p.Facilities, facilityOffset(&p.Addresses, p.Type())
	case *x25.ClearConfirmation:
		f, at = p.Facilities, facilityOffset(&p.Addresses, p.Type())
	}
	err := f.Permitted(a.p.Type(), w.Format(a.d, nil).Sender)
	return err == nil || a.fail(osi.Rebase(err, "", at))
}

// complete returns a copy of the facilities of a call, before them facilities 42 and 43 as
// subscribed to, where the call has none.
func (s *Subscription) complete(f x25.FacilityField) x25.FacilityField {
	var out []byte
	if _, has := f.Find(x25.CodePacketSize); !has && s.PacketSize > 0 {
		log := octets.Log2(s.PacketSize)
		out = append(out, 0x42, log, log)
	}
	if _, has := f.Find(x25.CodeWindowSize); !has && s.Window > 0 {
		n := octets.Len8(s.Window)
		out = append(out, 0x43, n, n)
	}
	return append(out, f...)
}
