package presentation

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The short ways of the package, for the layouts that nearly all peers send. Whatever differs,
// right or wrong, is left to the general way: FuzzFast asserts that both agree. scan.general
// switches them off.

// The limits with which the general path decodes the one value that UserData.predicted takes: it
// enters three levels, and five elements begin.
const (
	predictedDepth    = 3
	predictedElements = 5
)

// predictedLevels is how deep the general path goes in what the functions below read.
const predictedLevels = 5

// predictable reports whether no limit can stop the general path in what the functions below read
// of b. An element takes two octets or more.
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
	list, most := reuseList(c.Contexts, c.spare), int64(0)
	for at < end {
		if len(list) >= sc.contexts {
			return false
		}
		list = nextItem(list)
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
	list := reuseList(c.Results, c.spare)
	for at < end {
		if len(list) >= sc.contexts {
			return false
		}
		list = nextItem(list)
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

// predicted decodes b, which begins at octet off of the buffer, as OneValue does. It changes
// nothing when it reports false: then the general path decides.
func (u *UserData) predicted(b []byte, off int) bool {
	at, id := shortValue, oneShort(b)
	if id == 0 {
		at, id = oneLong(b)
	}
	if id == 0 || at >= len(b) {
		return false
	}
	u.setOne(id, b[at:len(b):len(b)], off+at)
	return true
}

// setOne makes u the one PDV-list that OneValue found.
func (u *UserData) setOne(id uint8, value []byte, off int) {
	if u.Offset = 0; u.Simple != nil {
		u.Simple = nil
	}
	u.PDVs = nextItem(u.PDVs[:0])
	p := &u.PDVs[0]
	p.Context, p.Form, p.Unused, p.Value, p.Offset = int64(id), SingleASN1Type, 0, value, off
	p.TransferSyntax = osi.OID{}
}

// readPredicted is predicted for an element within another PPDU.
func (u *UserData) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite() || !r.Afford(predictedDepth, predictedElements-1) {
		return false
	}
	if u.predicted(r.Raw(e), e.Offset) {
		return true
	}
	r.Afford(0, 1-predictedElements)
	return false
}

// readPredicted reads e if it is laid out as most are, with one transfer syntax and short lengths:
// 30 L 02 01 id 06 L … 30 L 06 L …. When it reports false c is to be read again.
func (c *Context) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite() || !r.Afford(2, 4) {
		return false
	}
	if raw := r.Raw(e); c.predicted(raw) == len(raw) {
		return true
	}
	r.Afford(0, -4)
	return false
}

// The octets that begin such an item, 30 L 02 01 id 06 L, and the list of its one transfer syntax,
// 30 L 06 L.
const (
	contextHead = 0x30 | 0x02<<16 | 0x01<<24 | 0x06<<40
	contextMask = 1<<56 - 1 - 0x7f<<8 - 0x7f<<32 - 0x7f<<48
	namesHead   = 0x30 | 0x06<<16
	septet      = 0x7f
)

// predicted reads the item at the front of b and returns its size; 0 when it is laid out otherwise.
func (c *Context) predicted(b []byte) int {
	if len(b) < 13 {
		return 0
	}
	head := binary.LittleEndian.Uint64(b)
	n, at, id := int(head>>8&septet)+2, int(head>>48&septet)+7, head>>32&septet
	size := head>>8&septet - head>>48&septet - 7 // of the list of names
	if head&contextMask != contextHead || n > len(b) || at > n-5 || id == 0 {
		return 0
	}
	if uint64(binary.LittleEndian.Uint32(b[at:])) != namesHead|size<<8|(size-2)<<24 {
		return 0
	}
	c.ID = int64(id)
	if cap(c.TransferSyntaxes) == 0 {
		c.TransferSyntaxes = make([]osi.OID, 1)
	}
	c.TransferSyntaxes = c.TransferSyntaxes[:1]
	if name := b[at+4 : n]; string(name) == "\x51\x01" {
		c.TransferSyntaxes[0] = basicEncoding
	} else if !c.TransferSyntaxes[0].SetContents(name) {
		return 0
	}
	if !c.AbstractSyntax.SetContents(b[7:at]) {
		return 0
	}
	return n
}

// setTransfer sets o to the transfer syntax with the contents octets name.
func setTransfer(o *osi.OID, name []byte) bool {
	if string(name) == "\x51\x01" {
		*o = basicEncoding
		return true
	}
	return o.SetContents(name)
}

// readPredicted reads e if it is an acceptance as most are. When it reports false res is to be read
// again.
func (res *Result) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite() || !r.Afford(1, 2) {
		return false
	}
	if raw := r.Raw(e); res.predicted(raw) == len(raw) {
		return true
	}
	r.Afford(0, -2)
	return false
}

// resultHead has the octets that begin such an acceptance, 30 L 80 01 00 81 L.
const resultHead = 0x30 | 0x80<<16 | 0x01<<24 | 0x81<<40

// predicted reads the item at the front of b and returns its size; 0 when it is laid out otherwise.
func (res *Result) predicted(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	head := binary.LittleEndian.Uint64(b)
	l := head >> 8 & septet
	n := int(l) + 2
	if n > len(b) || l < 5 || head&(1<<56-1) != resultHead|l<<8|(l-5)<<48 {
		return 0
	}
	res.Outcome, res.Reason = Acceptance, osi.Opt[ContextReason]{}
	if !setTransfer(&res.TransferSyntax, b[7:n]) {
		return 0
	}
	return n
}
