package presentation

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// What the layout of predicted needs of Limits.Depth and Limits.Elements in the general path: three
// levels entered, of the five elements that begin.
const (
	predictedDepth    = 3
	predictedElements = 5
)

// The octets of a User-data with one PDV-list of one single-ASN1-type, as numbers, without those
// that depend on the identifier and the value. In the short form each length falls short of n, the
// size of all, by a constant: n times a number gives them all.
const (
	minOneValue  = 11
	maxShortForm = 129

	shortHead  = 1<<64 + 0x61 + 0x30<<16 - 2<<8 - 4<<24 // 61 n-2 30 n-4, low octet first
	shortHeadN = 1<<8 | 1<<24
	shortTail  = 1<<64 + 0x02<<8 + 0x01<<16 + 0xa0<<32 - 4 - 9<<40 - 11<<56 // n-4 02 01 id A0 n-9 tag n-11
	shortTailN = 1 | 1<<40 | 1<<56
	shortMask  = 1<<64 - 1 - 0x7f<<24 - 0xff<<48
	anyTag     = 0xff << 48
	highTag    = 0x1f << 48 // a tag of several octets
	shortValue = 9          // where the value begins: the tag

	longForm  = 0x6182<<48 | 0x3082<<16 // 61 82 L L 30 82 L L | 02 01 id A0 82 L L, high octet first
	longForm2 = 0x0201<<48 | 0xa082<<24
	longMask2 = 1<<64 - 1 - 0xff<<40 - 0xff
)

// OneValue splits b, fully encoded user data, if it is laid out as nearly all peers do: one
// PDV-list without transfer syntax, an identifier of one octet, single-ASN1-type, shortest definite
// lengths that all end exactly at the end of b. It looks at nothing else, so its work does not grow
// with b. value aliases b. When ok is false b may still be valid: [Decoder.Data] decides.
func OneValue(b []byte) (context int64, value []byte, ok bool) {
	at, id := shortValue, oneShort(b)
	if id == 0 {
		at, id = oneLong(b)
	}
	if id == 0 || at >= len(b) {
		return 0, nil, false
	}
	return int64(id), b[at:len(b):len(b)], true
}

// oneShort is OneValue where every length has one octet: the identifier, 0 for any other layout.
func oneShort(b []byte) (id uint8) {
	if len(b) < minOneValue || len(b) > maxShortForm {
		return 0
	}
	n := uint64(len(b))
	head, tail := uint64(binary.LittleEndian.Uint32(b)), binary.LittleEndian.Uint64(b[3:])
	if head-n*shortHeadN != shortHead || tail&shortMask-n*shortTailN != shortTail || tail&anyTag == 0 || ^tail&highTag == 0 {
		return 0
	}
	return octets.Low8(tail >> 24)
}

// oneLong is OneValue where lengths have two or three octets: the value begins at octet at of b.
// Where these two forms mix nothing is predicted.
func oneLong(b []byte) (at int, id uint8) {
	switch n := len(b); {
	case n >= 271 && n <= 65539:
		x, y := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
		if x != longForm|uint64(n-4)<<32|uint64(n-8) || (y^(longForm2|uint64(n-15)<<8))&longMask2 != 0 {
			return 0, 0
		}
		at, id = 15, octets.Low8(y>>40)
	case n >= 140 && n <= 258:
		if b[0] != 0x61 || b[1] != 0x81 || int(b[2]) != n-3 || b[3] != 0x30 || b[4] != 0x81 || int(b[5]) != n-6 ||
			b[6] != 0x02 || b[7] != 0x01 || b[9] != 0xa0 || b[10] != 0x81 || int(b[11]) != n-12 {
			return 0, 0
		}
		at, id = 12, b[8]
	default:
		return 0, 0
	}
	if id >= 0x80 || !oneElement(b[at:]) {
		return 0, 0
	}
	return at, id
}

// oneElement reports whether v, four octets at least, is an element with a tag of one octet and a
// definite length of one to three octets.
func oneElement(v []byte) bool {
	n := len(v)
	if n < 4 || v[0] == 0 || v[0]&0x1f == 0x1f {
		return false
	}
	switch v[1] {
	case 0x82:
		return int(v[2])<<8|int(v[3]) == n-4
	case 0x81:
		return int(v[2]) == n-3
	}
	return int(v[1]) == n-2 && v[1] < 0x80
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
	u.PDVs = next(u.PDVs[:0])
	p := &u.PDVs[0]
	p.Context, p.Form, p.Unused, p.Value, p.Offset = int64(id), SingleASN1Type, 0, value, off
	p.TransferSyntax = osi.OID{}
}

// readPredicted is predicted for an element within another PPDU.
func (u *UserData) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite || !r.Afford(predictedDepth, predictedElements-1) {
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
	if e.Indefinite || !r.Afford(2, 4) {
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
	size := uint64(n - at - 2) // of the list of names
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
	if name := b[at+4 : n]; string(name) == "Q" {
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
	if e.Indefinite || !r.Afford(1, 2) {
		return false
	}
	if raw := r.Raw(e); res.predicted(raw) == len(raw) {
		return true
	}
	r.Afford(0, -2)
	return false
}

// The octets that begin such an acceptance, 30 L 80 01 00 81 L.
const (
	resultHead = 0x30 | 0x80<<16 | 0x01<<24 | 0x81<<40
	resultMask = 1<<56 - 1 - 0x7f<<8 - 0x7f<<48
)

// predicted reads the item at the front of b and returns its size; 0 when it is laid out otherwise.
func (res *Result) predicted(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	head := binary.LittleEndian.Uint64(b)
	n := int(head>>8&septet) + 2
	if head&resultMask != resultHead || n > len(b) || int(head>>48&septet) != n-7 {
		return 0
	}
	res.Outcome, res.Reason = Acceptance, osi.Opt[ContextReason]{}
	if !setTransfer(&res.TransferSyntax, b[7:n]) {
		return 0
	}
	return n
}
