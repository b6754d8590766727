package presentation

import "encoding/binary"

// predictedLevels is how deep the general path goes in what the functions below read.
const predictedLevels = 5

// predictable reports whether the limits allow what predicted reads of b whatever it is: an element
// takes two octets or more.
func (sc *scan) predictable(b []byte) bool {
	return !sc.general && sc.depth >= predictedLevels && sc.elements >= len(b)
}

// predicted decodes b if it is laid out as most CPs are: normal mode, selectors, contexts in rising
// order, user data, in lengths of one or two octets. When it reports false the general path
// decides, on a c reset again.
func (c *Connect) predicted(b []byte, sc *scan) bool {
	at := predictedNormal(b)
	if at == 0 || !sc.predictable(b) {
		return false
	}
	c.CallingSelector, at = predictedString(b, at, 0x81)
	c.CalledSelector, at = predictedString(b, at, 0x82)
	at, end := predictedList(b, at, 0xa4)
	if at == end {
		return false
	}
	list, most := memory(c.Contexts, c.spare), int64(0)
	for at < end {
		if len(list) >= sc.contexts {
			return false
		}
		list = next(list)
		x := &list[len(list)-1]
		n := x.predicted(b[at:end])
		if n == 0 || x.ID&1 == 0 || x.ID <= most {
			return false
		}
		most, at = x.ID, at+n
	}
	c.Contexts = list
	if !c.UserData.predicted(b[end:], end) {
		return false
	}
	id := c.UserData.PDVs[0].Context
	for i := range list { // each has one transfer syntax
		if list[i].ID == id {
			return true
		}
	}
	return false
}

// predicted decodes b if it is laid out as most CPAs are, where every context is accepted.
func (c *ConnectAccept) predicted(b []byte, sc *scan) bool {
	at := predictedNormal(b)
	if at == 0 || !sc.predictable(b) {
		return false
	}
	c.RespondingSelector, at = predictedString(b, at, 0x83)
	at, end := predictedList(b, at, 0xa5)
	if at == end {
		return false
	}
	list := memory(c.Results, c.spare)
	for at < end {
		if len(list) >= sc.contexts {
			return false
		}
		list = next(list)
		n := list[len(list)-1].predicted(b[at:end])
		if n == 0 {
			return false
		}
		at += n
	}
	c.Results = list
	return c.UserData.predicted(b[end:], end)
}

// predicted decodes b if it is laid out as most ARUs are: user data in one value, without contexts.
func (a *AbnormalReleaseUser) predicted(b []byte, sc *scan) bool {
	return len(b) > 2 && b[0] == 0xa0 && b[1] < 0x80 && int(b[1]) == len(b)-2 && sc.predictable(b) && a.UserData.predicted(b[2:], 2)
}

// The octets of mode-selector normal and those that begin normal-mode-parameters, A0 03 80 01 01
// A2.
const (
	normalHead = 0xa0 | 0x03<<8 | 0x80<<16 | 0x01<<24 | 0x01<<32 | 0xa2<<40
	normalMask = 1<<48 - 1
)

// predictedNormal returns the offset of normal-mode-parameters' contents in b, 31 L A0 03 80 01 01
// A2 L …; 0 when b is not so.
func predictedNormal(b []byte) int {
	n := len(b)
	if n < 12 || b[0] != 0x31 {
		return 0
	}
	at := 2
	if b[1] == 0x81 && int(b[2]) == n-3 {
		at = 3
	} else if int(b[1]) != n-2 || b[1] >= 0x80 {
		return 0
	}
	if binary.LittleEndian.Uint64(b[at:])&normalMask != normalHead {
		return 0
	}
	at += 6
	if l := b[at]; int(l) == n-at-1 && l < 0x80 {
		return at + 1
	}
	if b[at] == 0x81 && at+1 < n && int(b[at+1]) == n-at-2 {
		return at + 2
	}
	return 0
}

// predictedString returns the contents of the element at octet at of b if it has tag and fits in b,
// and where it ends.
func predictedString(b []byte, at int, tag byte) (s []byte, end int) {
	if at+2 > len(b) || b[at] != tag || b[at+1] >= 0x80 {
		return nil, at
	}
	if end = at + 2 + int(b[at+1]); end > len(b) {
		return nil, at
	}
	return b[at+2 : end : end], end
}

// predictedList returns where the contents of the list at octet at of b begin and end; the same
// offset twice when there is none.
func predictedList(b []byte, at int, tag byte) (start, end int) {
	if at+3 > len(b) || b[at] != tag {
		return at, at
	}
	l := int(b[at+1])
	start = at + 2
	if l == 0x81 {
		l = int(b[start])
		start++
	} else if l > 0x80 {
		return at, at
	}
	if l > len(b)-start || b[at+1] == 0x80 {
		return at, at
	}
	return start, start + l
}
