package transport

// Choices returns the classes that may answer the CR, X.224 6.5.5 Table 3.
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

// Agrees checks the CC against the CR it answers, X.224 6.5.4, 6.5.5 and Tables 3 and 4. The offset of
// its error is that of the field in the fixed part, or 0 for a parameter.
func (c *ConnectionConfirm) Agrees(cr *ConnectionRequest) error {
	options, proposed := c.Options.Or(OptionExpedited), cr.Options.Or(OptionExpedited)
	switch {
	case c.DstRef != cr.SrcRef:
		return fail(ruleConfirmRef, "CC", 2, int(c.DstRef), int(cr.SrcRef))
	case !cr.Choices().Has(c.Class):
		return fail(ruleConfirmClass, "CC", 6, int(c.Class), int(cr.Choices()))
	case c.Extended && !cr.Extended, c.Class == 2 && c.NoFlowControl && !cr.NoFlowControl:
		return fail(ruleConfirmOption, "CC", 6, int(c.Class<<4), 0)
	case c.PreferredSize > cr.PreferredSize:
		return fail(ruleConfirmSize, "CC", 0, int(c.PreferredSize), int(cr.PreferredSize))
	case c.TPDUSize != 0 && cr.TPDUSize != 0 && c.TPDUSize > cr.TPDUSize:
		return fail(ruleConfirmSize, "CC", 0, int(c.TPDUSize), int(cr.TPDUSize))
	case c.Class > 0 && options&^proposed != 0:
		return fail(ruleConfirmOption, "CC", 0, int(options), int(proposed))
	}
	return nil
}

// MaxTPDU returns the largest TPDU in octets that a connection allows, from its CR and CC: a preferred maximum
// size in the CC, at most 65536, else a TPDU size in the CC, else the default of the carrier: MaxTPDU over TCP
// (RFC 1006 6), 128 over any other network service (X.224 13.3.4 b).
func (c *ConnectionConfirm) MaxTPDU(overTCP bool) int {
	switch {
	case c.PreferredSize != 0:
		return int(min(c.PreferredSize, 512)) * 128
	case c.TPDUSize == 0 && overTCP:
		return MaxTPDU
	}
	return c.TPDUSize.Octets()
}
