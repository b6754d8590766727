package transport

import (
	"math"

	"github.com/osi-go/osi"
)

// Choices returns the classes that may answer the CR, X.224 6.5.4 Table 3.
func (c *ConnectionRequest) Choices() ClassSet {
	choices := tableThree(c.Class, c.Class)
	for _, a := range [...]Class{0, 1, 2, 3, 4} {
		if c.Alternatives.Has(a) {
			choices |= tableThree(c.Class, a)
		}
	}
	return choices
}

// tableThree is Table 3 of X.224: what a CR that prefers p and offers a may be answered with.
func tableThree(p, a Class) ClassSet {
	own := [...]ClassSet{0b00001, 0b00011, 0b00100, 0b01100, 0b10100}
	if p > maxClass || a > maxClass {
		return 0
	}
	return own[p] | own[a]
}

// Agrees checks the CC against the CR it answers, X.224 6.5.4 and Tables 3 and 4. An error is of
// kind [osi.ErrValue]. b is the octets of the CC, in which its offset counts. Without them the
// offset is that of a field of the fixed part, or 0 for a parameter.
func (c *ConnectionConfirm) Agrees(cr *ConnectionRequest, b []byte) error {
	err := c.checkSelection()
	if err == nil {
		err = c.agrees(cr)
	}
	switch e := osi.AsError(err); {
	case e == nil:
		return nil
	case len(b) > 0:
		return kindCC.locate(err, b[:min(int(b[0])+1, len(b))], Format{})
	case e.Offset >= atUserData:
		e.Offset = 0
	}
	return err
}

func (c *ConnectionConfirm) agrees(cr *ConnectionRequest) error {
	options := c.Class.effective(c.Options, c.OverTCP)
	proposed := cr.Options.Or(OptionExpedited)
	if cr.Class == 0 && !cr.Options.Present {
		proposed = 0
	}
	switch {
	case c.DstRef != cr.SrcRef:
		return fail(ruleConfirmRef, "CC", 2, int(c.DstRef), int(cr.SrcRef))
	case !cr.Choices().Has(c.Class):
		return fail(ruleConfirmClass, "CC", 6, int(c.classOption()), 0)
	case c.Extended && !cr.Extended, c.NoFlowControl && !cr.NoFlowControl:
		return fail(ruleConfirmFormat, "CC", 6, int(c.classOption()), 0)
	case c.PreferredSize > cr.PreferredSize:
		return fail(ruleConfirmPreferred, "CC", int(ParameterPreferredSize), int(c.PreferredSize), int(cr.PreferredSize))
	case c.TPDUSize != 0 && min(c.TPDUSize.Octets(), MaxTPDU) > cr.proposedSize():
		return fail(ruleConfirmSize, "CC", int(ParameterTPDUSize), int(c.TPDUSize), int(cr.TPDUSize))
	case c.InactivityTime.Present && !cr.InactivityTime.Present:
		return fail(ruleConfirmInactivity, "CC", int(ParameterInactivityTime), int(c.InactivityTime.Value), 0)
	case options&^proposed != 0:
		return fail(ruleConfirmOption, "CC", int(ParameterOptions), int(options), int(proposed))
	}
	return nil
}

// proposedSize returns the TPDU size that c has, or that of its carrier: 128, X.224 13.3.4 b, or
// MaxTPDU, RFC 1006 6.
func (c *Connection) proposedSize() int {
	if c.TPDUSize == 0 && c.OverTCP {
		return MaxTPDU
	}
	return min(c.TPDUSize.Octets(), MaxTPDU)
}

// MaxTPDU returns the largest TPDU in octets that the connection allows, X.224 6.5.4 j and k: the
// preferred maximum size of the CC when it has one, else the lesser of the TPDU sizes of CR and CC.
// An absent size is that of the carrier: 128, and MaxTPDU over TCP. The result is never more than
// the CR proposes, and over TCP at most MaxTPDU. A nil cr is one that is not known.
func (c *ConnectionConfirm) MaxTPDU(cr *ConnectionRequest) int {
	units := c.PreferredSize
	if cr != nil {
		units = min(units, cr.PreferredSize)
	}
	size := c.proposedSize()
	switch {
	case units > 0:
		size = int(min(uint64(units)*128, math.MaxInt32))
	case cr != nil:
		size = min(size, cr.proposedSize())
	}
	if c.OverTCP {
		size = min(size, MaxTPDU)
	}
	return size
}
