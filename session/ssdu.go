package session

import "github.com/osi-go/osi"

// A Reassembler joins the segments of the SSDUs of one direction of one session connection, X.225
// 7.3, 7.11, 7.37 and 8.4, Amd.2 7.12.1.2. The zero Reassembler is ready to use. It is not safe for
// concurrent use.
//
// Only the first SPDU of a segmented SSDU has parameters. Whether it is a MAP or an AE, and whether
// it begins a connection, is told by that first one: see [Enclosure.Begins] and
// [Reassembler.TypeOf].
type Reassembler struct {
	Limits osi.Limits // SSDU and Segments

	first SPDU // of the SSDU in progress, with what has arrived of its user data; nil between SSDUs
	buf   []byte
	n     int            // segments in buf
	ex    *ExpeditedData // the first of two; they overtake what is on the normal flow
	void  bool
	given bool // a GT or PT with a Token Item came last: only the last segment may follow
}

// Add takes the next SPDU; those of one TSDU in the order of [ProcessingOrder]. Where s is no
// segment of a longer SSDU, whole is s itself. With the last segment, whole is the first SPDU with
// all the user data: r's own, valid until the next call. While segments are missing, done is false
// and whole nil. A CN with Overflow is the first segment, and CDOs are the others: 7.3.
//
// Add drops a segmented SSDU without an error when a CN begins another connection, and when an SPDU
// comes that discards the SSDU, X.225 7.11.3 and 7.37. Of these a PR, on the expedited flow, may
// have overtaken segments: they are still taken. Any other SPDU between the segments is an error of
// kind ErrState, and so is one of another nested connection: each needs a Reassembler of its own.
// An SSDU beyond Limits is an error of kind ErrLimit. Offset is 0 in all errors. After an error r
// is reset.
func (r *Reassembler) Add(s SPDU) (whole SPDU, done bool, err error) {
	c := s.common()
	t := s.Type()
	if t == TypeEX {
		return r.expedited(s)
	}
	begins := c.Enclosure == EnclosureFirst
	if t == TypeCN {
		if !c.Nested.Present || r.concerns(c) {
			r.Reset()
		}
		begins = s.(*Connect).Overflow //nolint:forcetypeassert // its Type says so
	}
	if r.void && !r.mayGoOn(c, t) {
		r.reset()
	}
	switch {
	case begins:
		if err := r.pass(s, t); err != nil {
			return nil, false, err
		}
		if r.first != nil {
			return nil, false, r.stop(r.interruption(), t)
		}
		r.first, r.buf, r.n = Clone(s), r.buf[:0], 0
	case c.Enclosure == EnclosureNone || c.Enclosure == EnclosureWhole:
		if err := r.pass(s, t); err != nil {
			return nil, false, err
		}
		return s, true, nil
	case r.first == nil || !r.continues(c, t):
		return nil, false, r.stop(ruleSegment, t)
	case r.given && c.Enclosure != EnclosureLast && !r.void:
		return nil, false, r.stop(r.interruption(), t)
	}
	return r.join(s)
}

// join adds the user data of a segment.
func (r *Reassembler) join(s SPDU) (whole SPDU, done bool, err error) {
	c, t := s.common(), s.Type()
	limits := &r.Limits
	if limits.SSDU <= 0 || limits.Segments <= 0 {
		filled := limits.WithDefaults()
		limits = &filled
	}
	if n := len(r.buf) + len(c.UserData); n > limits.SSDU {
		err := fail(ruleSSDULimit, t, 0, n, limits.SSDU)
		r.Reset()
		return nil, false, err
	}
	if r.n++; r.n > limits.Segments {
		err := fail(ruleSegmentLimit, t, 0, r.n, limits.Segments)
		r.Reset()
		return nil, false, err
	}
	r.buf = append(r.buf, c.UserData...)
	r.given = false
	if c.Enclosure != EnclosureLast {
		return nil, false, nil
	}
	whole = r.first
	whole.common().UserData = r.buf
	whole.common().Enclosure = EnclosureNone
	r.first, r.void = nil, false
	return whole, true, nil
}

// expedited takes an EX, which may stand anywhere between the segments of another SSDU.
func (r *Reassembler) expedited(s SPDU) (whole SPDU, done bool, err error) {
	c := s.common()
	switch {
	case r.ex == nil && c.Enclosure.Ends() && c.Enclosure != EnclosureLast:
		return s, true, nil
	case r.ex == nil && c.Enclosure == EnclosureFirst:
		r.ex = Clone(s).(*ExpeditedData) //nolint:forcetypeassert // its Type says so
		return nil, false, nil
	case r.ex == nil || c.Enclosure != EnclosureLast || c.Nested != r.ex.Nested:
		return nil, false, r.stop(ruleSegment, TypeEX)
	}
	ex := r.ex
	ex.UserData = append(ex.UserData, c.UserData...)
	ex.Enclosure = EnclosureNone
	r.ex = nil
	return ex, true, nil
}

// continues reports whether an SPDU goes on with the SSDU in progress. Types that share an SI are
// different types, except that only the first SPDU of a MAP has the Sync Type Item which tells it
// from an AE: 8.4.2.1.1 and Table 44.
func (r *Reassembler) continues(c *Common, t Type) bool {
	switch first := r.first.Type(); {
	case !r.concerns(c):
		return false
	case first == TypeCN:
		return t == TypeCDO
	case first == TypeMAP:
		return t == TypeMAP || t == TypeAE
	default:
		return t == first && t != TypeCDO
	}
}

// concerns reports whether an SPDU is of the connection whose SSDU is in progress.
func (r *Reassembler) concerns(c *Common) bool {
	return r.first != nil && r.first.common().Nested == c.Nested
}

// TypeOf returns the type of s: where s continues a segmented SSDU, that of the SPDU that began it.
// A MAP that is continued by octets which decode as an AE is a MAP.
func (r *Reassembler) TypeOf(s SPDU) Type {
	if t := s.Type(); t == TypeAE && !s.common().Enclosure.Begins() && r.first != nil && r.continues(s.common(), t) {
		return r.first.Type()
	}
	return s.Type()
}

// CommonOf returns what s has in common with other SPDUs. It is a part of s: whoever changes it
// changes s.
func CommonOf(s SPDU) *Common { return s.common() }

// Void tells r that the receiver of the SSDU being reassembled has sent p, or that either end has
// sent it on a connection around that of r, Amd.2 6.3.8. If p is an RS, ER, ED, AI, AD, AB or SAB,
// or a PR that announces RS or AB, the receiver discards the SSDU. r still takes segments of it
// that are under way; whatever else comes instead of them ends it, X.225 7.11.3 and 7.37.2 c. For
// any other p nothing happens.
func (r *Reassembler) Void(p SPDU) {
	if r.first != nil && voidsSSDUs(p) {
		r.void = true
	}
}

// mayGoOn reports whether an SSDU that is void stays in progress when the SPDU comes.
func (r *Reassembler) mayGoOn(c *Common, t Type) bool {
	return t == TypeGT || t == TypePT || t == TypePR || c.Enclosure.continues() && r.continues(c, t)
}

// voidsSSDUs reports whether p ends the segmented SSDUs in progress, those of the other direction
// included: X.225 7.11.3 and 7.37.
func voidsSSDUs(p SPDU) bool {
	switch p := p.(type) {
	case *Resynchronize, *ExceptionReport, *ExceptionData, *ActivityInterrupt, *ActivityDiscard, *Abort, *ShortAbort:
		return true
	case *Prepare:
		return p.PrepareType == PrepareResync || p.PrepareType == PrepareAbort
	default:
		return false
	}
}

// Reset forgets an SSDU in progress, and drops the memory for it.
func (r *Reassembler) Reset() { r.ex = nil; r.reset() }

// reset forgets an SSDU in progress on the normal flow.
func (r *Reassembler) reset() { r.first, r.buf, r.n, r.void, r.given = nil, nil, 0, false, false }

// Drop forgets the user data that r holds of the SSDU in progress, for a program that has passed
// its segments on. What [Reassembler.Add] returns in the end has none of them.
func (r *Reassembler) Drop() { r.buf, r.n = nil, 0 }

// Pending reports whether an SSDU is in progress.
func (r *Reassembler) Pending() bool { return r.first != nil || r.ex != nil }

// Within reports whether an SSDU on the transport normal flow is in progress that its receiver does
// not discard. One of a CN is not, since CDOs wait for an OA.
func (r *Reassembler) Within() bool { return r.first != nil && !r.void && r.first.Type() != TypeCN }

// Held returns the octets of memory for user data: the buffer, which is kept for the next SSDU.
func (r *Reassembler) Held() int { return cap(r.buf) }

func (r *Reassembler) stop(rule *osi.Rule, t Type) error {
	r.Reset()
	return fail(rule, t, 0, int(types[t].si), 0)
}

// data reports whether the SSDU in progress is one of S-DATA or S-TYPED-DATA.
func (r *Reassembler) data() bool {
	return r.first.Type() == TypeDT || r.first.Type() == TypeTD
}

// interruption is the rule that an SPDU breaks which may not stand between the segments.
func (r *Reassembler) interruption() *osi.Rule {
	if r.data() {
		return ruleInterrupted
	}
	return ruleSequence
}

// pass takes an SPDU that is no segment, and drops the SSDU in progress when that is what s means.
func (r *Reassembler) pass(s SPDU, t Type) error {
	if r.first == nil {
		if r.ex != nil && (t == TypeAB || t == TypeSAB) {
			r.ex = nil
		}
		return nil
	}
	c := s.common()
	same := r.concerns(c)
	switch {
	case t == TypeGT || t == TypePT: // in front of the next segment, or behind it in processing order
		if !same || r.given && !r.void {
			return r.stop(r.interruption(), t)
		}
		r.given, _ = tokenItem(s)
		return nil
	case t == TypeAB || t == TypeSAB: // it ends the nested connections, too
		if same || !c.Nested.Present {
			r.Reset()
		}
		return nil
	case t == TypePR:
		return r.prepared(s, same)
	case same && r.data() && voidsSSDUs(s):
		r.reset()
		return nil
	}
	return r.stop(r.interruption(), t)
}

// prepared takes a PR, which comes on the expedited flow.
func (r *Reassembler) prepared(s SPDU, same bool) error {
	p, ok := s.(*Prepare)
	if !ok || !same {
		return nil
	}
	switch p.PrepareType {
	case PrepareAbort:
		r.void = true // it may have overtaken segments
	case PrepareResync:
		r.void = r.void || r.data()
	case PrepareResyncAck: // 7.11.3: only the MAA of another may be under way
		if r.data() && !r.void {
			return r.stop(ruleInterrupted, TypePR)
		}
	case PrepareMajorSyncAck:
	}
	return nil
}
