package stack

import (
	"bytes"
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// A Subscription is what the two sides of an X.25 interface have agreed on beforehand. The zero
// Subscription knows nothing: packet and window sizes are then those that calls negotiate, and not
// checked of calls that negotiate none. Closed user groups, reverse charging, NUI and on-line
// registration are the network's to enforce: nothing here is about them.
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

// Valid reports whether i describes an interface that can be: a Subscription that goes with its
// Modulo, and valid Calls.
func (i *Interface) Valid() bool {
	for k := range i.Calls {
		if !i.Calls[k].Valid() {
			return false
		}
	}
	return i.Subscription.Valid(i.Modulo) && i.PermanentCircuits <= x25.MaxLCI
}

// clone returns a copy that shares nothing with i.
func (i *Interface) clone() Interface {
	c := *i
	c.Calls = slices.Clone(i.Calls)
	for k := range c.Calls {
		c.Calls[k].UserData = bytes.Clone(c.Calls[k].UserData)
	}
	return c
}

// A ChannelRange is a range of logical channels. The zero ChannelRange is empty, since channel 0 is
// none.
type ChannelRange struct{ First, Last uint16 }

func (c ChannelRange) has(lci uint16) bool { return lci != 0 && lci >= c.First && lci <= c.Last }

// Valid reports whether s can be agreed on at an interface of modulo m.
func (s *Subscription) Valid(m x25.Modulo) bool {
	return s.Window >= 0 && s.Window <= m.Max() && s.Incoming.valid() && s.Outgoing.valid() &&
		(s.PacketSize == 0 || s.PacketSize >= 16 && s.PacketSize <= x25.MaxUserData && s.PacketSize&(s.PacketSize-1) == 0)
}

func (c ChannelRange) valid() bool {
	return c == ChannelRange{} || c.First >= 1 && c.First <= c.Last && c.Last <= x25.MaxLCI
}

// checkCall checks that the interface has subscribed to what a CALL is.
func (s *Subscription) checkCall(l *link, ch *channel, a *arrival) bool {
	sender := l.format(a.d, nil).Sender
	outgoing := sender == x25.FromDTE || sender == x25.AnySender && a.d == osi.FromInitiator
	oneWay, barred := s.Outgoing, s.IncomingBarred
	if outgoing {
		oneWay, barred = s.Incoming, s.OutgoingBarred
	}
	switch {
	case !l.xot && oneWay.has(ch.lci):
		return a.broke(ruleOneWay, 1, int(ch.lci), 0)
	case barred:
		return a.broke(ruleBarred, 2, int(a.p.Type()), 0)
	}
	return true
}

// checkFacilities checks that a packet about a call has no facilities but those that may stand in
// it.
func (s *Subscription) checkFacilities(l *link, a *arrival) bool {
	if !s.Facilities {
		return true
	}
	var f x25.FacilityField
	end := len(a.b)
	switch p := a.p.(type) {
	case *x25.CallRequest:
		f, end = p.Facilities, end-len(p.UserData)
	case *x25.CallAccepted:
		f, end = p.Facilities, end-len(p.UserData)
	case *x25.ClearRequest:
		f, end = p.Facilities, end-len(p.UserData)
	case *x25.ClearConfirmation:
		f = p.Facilities
	}
	err := f.Permitted(a.p.Type(), l.format(a.d, nil).Sender)
	return err == nil || a.fail(osi.X25, osi.Rebase(err, "", end-len(f)))
}

// subscribe takes over what is subscribed to, for a PVC.
func (ch *channel) subscribe(s *Subscription) {
	for i := range ch.flow {
		ch.flow[i].size, ch.flow[i].window = s.PacketSize, octets.Len8(min(s.Window, ch.modulo.Max()))
	}
}

// Use says how a call is used.
type Use uint8

// The uses.
const (
	Refuse  Use = iota // the call is refused
	Foreign            // its packets are checked, its data not
	OSI                // it carries the OSI network service: X.223 and what is above it are checked
)

var useNames = [...]string{"refuse", "foreign", "OSI"}

// String returns "refuse", "foreign" or "OSI".
func (u Use) String() string {
	if int(u) < len(useNames) {
		return useNames[u]
	}
	return "use(" + number(int(u)) + ")"
}

// A CallRule says how the calls are used that it matches. The zero CallRule matches, and refuses,
// all.
//
// Of a call that no rule matches the call user data decide, see [x25.IdentifyProtocol]: without
// any, of OSI transport, of a national protocol (the MTA of KB Q86988 calls with "ean1") and of no
// known protocol it is OSI; of a known other protocol, which C3 and CB of QLLC are here, it is
// refused, or foreign where Interface.Foreign says so. What a foreign call carries reaches its
// receiver unchecked: an MTA that takes calls whatever their user data are is not safe behind a
// gate that lets foreign calls pass.
type CallRule struct {
	Called, Calling string // the address begins with these decimal digits; TOA and NPI are not among them. Empty: any address, and none
	UserData        []byte // the call user data begin with these octets; nil: any. Empty and not nil: there are none
	Use             Use
}

// Valid reports whether a call can match the rule: its addresses are decimal digits, no more than
// an address has, and its user data no longer than those of fast select; and whether its Use is one
// of the constants.
func (c *CallRule) Valid() bool {
	const most = 15 // X.121, with a prefix
	for _, digits := range [...]string{c.Called, c.Calling} {
		if len(digits) > most || strings.Trim(digits, "0123456789") != "" {
			return false
		}
	}
	return len(c.UserData) <= x25.MaxFastSelectData && int(c.Use) < len(useNames)
}

func (c *CallRule) matches(p *x25.CallRequest) bool {
	if c.UserData != nil && len(c.UserData) == 0 && len(p.UserData) > 0 {
		return false
	}
	return bytes.HasPrefix(p.UserData, c.UserData) && begins(p.Addresses.Called, c.Called) && begins(p.Addresses.Calling, c.Calling)
}

// begins reports whether an address begins with the decimal digits of prefix.
func begins(a x25.Address, prefix string) bool {
	if prefix == "" {
		return true
	}
	digits := a.Digits()
	if digits.Len() < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if prefix[i] != '0'+digits.At(i) {
			return false
		}
	}
	return true
}

// use returns how the call p of size octets is used, and of Refuse the rule that says so, with
// offset and value.
func (i *Interface) use(p *x25.CallRequest, size int) (use Use, rule *osi.Rule, at, got int) {
	for k := range i.Calls {
		if c := &i.Calls[k]; c.matches(p) {
			return c.Use, ruleCall, 2, int(p.Type())
		}
	}
	if !isForeign(p.UserData) {
		return OSI, nil, 0, 0
	}
	if i.Foreign {
		return Foreign, nil, 0, 0
	}
	return Refuse, ruleForeignCall, size - len(p.UserData), int(p.UserData[0])
}

// isForeign reports whether call user data name a protocol that is known, and is not OSI transport.
func isForeign(userData []byte) bool {
	if len(userData) > 0 && (userData[0] == qllc1980 || userData[0] == qllc1984) {
		return true
	}
	switch p, _ := x25.IdentifyProtocol(userData); p {
	case x25.ProtocolNone, x25.ProtocolTransport, x25.ProtocolUnknown, x25.ProtocolNational:
		return false
	default:
		return true
	}
}

// The first octet of the call user data of QLLC, IBM's SNA over X.25. Bits 8 and 7 are 11: X.244
// leaves such values to the DTEs.
const (
	qllc1980 = 0xc3
	qllc1984 = 0xcb
)
