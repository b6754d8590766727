package session

import (
	"iter"
	"math"
)

// MaxSPDU is the largest number of octets of an SPDU on the transport normal flow whose user data
// is a parameter, X.225 6.3.5.
const MaxSPDU = 65539

// Segments yields the SPDUs that carry s, in the order in which they are sent: s itself where it
// fits, else the segments of its SSDU, X.225 6.3.5, 7.11.2, 7.37.1 and Amd.2 7.12.1.2, or a CN with
// Data Overflow and its CDOs, 7.1.1 f) and 7.3, which are sent when an OA has come. The values are
// new; their user data aliases that of s. s has no Enclosure.
//
// size is the maximum TSDU size of the direction, 0 for unlimited: see [Negotiated] TSDUSize. An
// SPDU of category 2 leaves room for a GT or PT of two octets in front. v is the version selected,
// or for a CN the one proposed: in version 1 only DT and TD are segmented. With a size, DT and TD
// have an Enclosure Item always. An error comes last: of kind ErrLength where s does not fit and
// cannot be segmented, or has more user data than version 1 allows; of kind ErrState where s has an
// Enclosure, or is an OA or CDO in version 1; or that of encoding s.
func Segments(s SPDU, v Version, size int) iter.Seq2[SPDU, error] {
	return func(yield func(SPDU, error) bool) {
		g := segmenter{s: s, t: s.Type(), size: size, data: s.common().UserData}
		g.segment(v, yield)
	}
}

type segmenter struct {
	s    SPDU
	t    Type
	size int
	data []byte
}

// limit returns the largest number of octets of one SPDU of type t.
func (g *segmenter) limit(t Type) int {
	most := math.MaxInt32
	if !types[t].user {
		most = MaxSPDU
	}
	if g.size > 0 {
		most = min(most, g.size)
		if types[t].category == Category2 {
			most -= 2
		}
	}
	return most
}

func (g *segmenter) segment(v Version, yield func(SPDU, error) bool) {
	c := g.s.common()
	enclosed := g.size > 0 && (g.t == TypeDT || g.t == TypeTD)
	switch {
	case c.Enclosure != EnclosureNone:
		yield(nil, fail(ruleSegment, g.t, 0, int(types[g.t].si), 0))
		return
	case g.t == TypeCN && len(g.data) > MaxExtendedData:
		g.rest(yield, g.first(EnclosureNone, MaxExtendedData), MaxExtendedData, TypeCDO)
		return
	case g.t == TypeCN: // is not segmented, whatever the size
		yield(g.s, nil)
		return
	case g.t == TypeEX && c.Nested.Present && len(g.data) > MaxNestedExpedited && len(g.data) <= MaxExpedited:
		first, last := g.first(EnclosureFirst, expeditedFirst), g.next(TypeEX, EnclosureLast, g.data[expeditedFirst:])
		_ = yield(first, nil) && yield(last, nil)
		return
	}
	whole := g.s
	if enclosed {
		whole = g.first(EnclosureWhole, len(g.data))
	}
	if v == Version1 {
		if f := whole.common().checkVersion1(g.t); f.rule != nil {
			yield(nil, fail(f.rule, g.t, 0, f.got, f.want))
			return
		}
	}
	b, err := whole.AppendBinary(nil)
	switch {
	case err == nil && len(b) <= g.limit(g.t):
		yield(whole, nil)
		return
	case !g.divisible(v, enclosed):
		if err == nil {
			err = fail(ruleSegmenting, g.t, 0, len(b), g.limit(g.t))
		}
		yield(nil, err)
		return
	}
	head, err := g.first(EnclosureFirst, 1).AppendBinary(nil)
	if err != nil {
		yield(nil, err)
		return
	}
	n := userDataRoom(g.t, len(head)-1, g.limit(g.t))
	if n < 1 {
		yield(nil, fail(ruleSegmenting, g.t, 0, len(head), g.limit(g.t)))
		return
	}
	n = min(n, len(g.data)-1) // something is left for the last one
	g.rest(yield, g.first(EnclosureFirst, n), n, g.t)
}

// divisible reports whether the SSDU may be segmented. enclosed says that it is of a DT or TD for
// which segmenting is selected.
func (g *segmenter) divisible(v Version, enclosed bool) bool {
	t := &types[g.t]
	return len(g.data) > 0 && t.top.has(parEnclosure) && g.t != TypeEX && (enclosed || v != Version1 && !t.user)
}

// first returns the first SPDU, with n octets of the user data.
func (g *segmenter) first(e Enclosure, n int) SPDU {
	c := Clone(g.s)
	c.common().Enclosure, c.common().UserData = e, g.data[:n:n]
	if cn, ok := c.(*Connect); ok {
		cn.Overflow = true
	}
	return c
}

// next returns an SPDU behind the first.
func (g *segmenter) next(t Type, e Enclosure, data []byte) SPDU {
	p := newSPDU(t)
	*p.common() = Common{Enclosure: e, Nested: g.s.common().Nested, UserData: data}
	return p
}

// rest yields first, and SPDUs of type t with the user data from off.
func (g *segmenter) rest(yield func(SPDU, error) bool, first SPDU, off int, t Type) {
	if !yield(first, nil) {
		return
	}
	head, err := g.next(t, EnclosureMiddle, g.data[:1]).AppendBinary(nil)
	n := 0
	if err == nil {
		n = userDataRoom(t, len(head)-1, g.limit(t))
	}
	if n < 1 {
		yield(nil, fail(ruleSegmenting, t, 0, len(head), g.limit(t)))
		return
	}
	for ; len(g.data)-off > n; off += n {
		if !yield(g.next(t, EnclosureMiddle, g.data[off:off+n:off+n]), nil) {
			return
		}
	}
	yield(g.next(t, EnclosureLast, g.data[off:]), nil)
}

// userDataRoom returns how many octets of user data fit into an SPDU of at most limit octets that
// has head octets without them, all its length indicators being of one octet.
func userDataRoom(t Type, head, limit int) int {
	n := limit - head
	if types[t].user {
		return n
	}
	for n > 0 {
		size := head + n
		unit := n // the value that has the user data
		if t == TypeRF {
			unit++ // the reason
		}
		if unit > 254 {
			size += 2
		}
		if size-2 > 254 {
			size += 2
		}
		if size <= limit {
			break
		}
		n--
	}
	return n
}
