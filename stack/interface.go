package stack

import (
	"bytes"
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// Subscription is what the two sides of an X.25 interface have agreed on beforehand.
type Subscription = plp.Subscription

// ChannelRange is a range of logical channels.
type ChannelRange = plp.ChannelRange

// Valid reports whether i describes a possible interface: its Subscription fits its Modulo, its
// Calls are valid, and it has no more permanent circuits than channels.
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
func (u Use) String() string { return text.Name(useNames[:], u, "use") }

// A CallRule says how calls are used that it matches. The zero CallRule matches and refuses all
// calls.
//
// If no rule matches a call, its call user data decide, see [x25.IdentifyProtocol]. The call is
// OSI if there are none, or if they name OSI transport, a national protocol (the MTA of KB Q86988
// calls with "ean1") or no known protocol. If they name another known protocol, or begin with C3
// or CB as those of QLLC do, the call is refused, or foreign if Interface.Foreign is set.
//
// The data of a foreign call reach their receiver unchecked. An MTA that accepts calls whatever
// their user data is not safe behind a gate that passes foreign calls.
type CallRule struct {
	Called, Calling string // decimal digits that the address begins with, without TOA and NPI; empty: any address or none
	UserData        []byte // octets that the call user data begin with; nil: any; empty but not nil: the call has none
	Use             Use
}

// Valid reports whether a call can match the rule, and its Use is one of the constants. The
// addresses must be decimal digits, no more than an address has, and the user data no longer than
// fast select allows.
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
	return bytes.HasPrefix(p.UserData, c.UserData) && beginsWithDigits(p.Addresses.Called, c.Called) && beginsWithDigits(p.Addresses.Calling, c.Calling)
}

// beginsWithDigits reports whether an address begins with the decimal digits of prefix.
func beginsWithDigits(a x25.Address, prefix string) bool {
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

// use returns how the call p of size octets is used. For Refuse it also returns the rule that is
// broken, with offset and value.
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

// isForeign reports whether call user data name a known protocol other than OSI transport.
func isForeign(userData []byte) bool {
	if len(userData) > 0 && (userData[0] == qllc1980 || userData[0] == qllc1984) {
		return true
	}
	p, _ := x25.IdentifyProtocol(userData)
	return p != x25.ProtocolNone && p != x25.ProtocolTransport && p != x25.ProtocolUnknown && p != x25.ProtocolNational
}

// The first octet of the call user data of QLLC, IBM's SNA over X.25. Bits 8 and 7 are 11: X.244
// leaves such values to the DTEs.
const (
	qllc1980 = 0xc3
	qllc1984 = 0xcb
)
