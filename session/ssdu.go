package session

import "github.com/osi-go/osi"

// A Reassembler joins the segments of the SSDUs of one direction, X.225 7.11, 7.37 and 8.4. The
// zero Reassembler is ready to use. It is not safe for concurrent use.
type Reassembler struct {
	Limits osi.Limits // SSDU and Segments

	first SPDU // of the SSDU in progress, with what has arrived of its user data; nil between SSDUs
	buf   []byte
	n     int // segments in buf
	void  bool
}

// Add takes the next SPDU. It returns s itself when that is no segment of a longer SSDU, nil while segments are
// missing, and with the last segment the first SPDU with all the user data: its own, valid until the next call. A CN with
// Overflow is the first segment, and CDOs are the others: 7.3.
//
// A segmented SSDU is void, and silently dropped, when an SPDU says so that X.225 7.11.3 and 7.37
// list, or a CN begins another connection. Any other SPDU in between is an error. Offset is 0 in all errors. After an error the Reassembler is reset.
func (r *Reassembler) Add(s SPDU) (SPDU, error) {
	c := s.common()
	t := s.Type()
	begins := c.Enclosure == EnclosureFirst
	if t == TypeCN {
		r.Reset()
		begins = s.(*Connect).Overflow //nolint:forcetypeassert // its Type says so
	}
	if r.void && !r.mayGoOn(c, t) {
		r.Reset()
	}
	switch {
	case begins:
		if _, err := r.pass(s); err != nil {
			return nil, err
		}
		if r.first != nil {
			return nil, r.stop(ruleInterrupted, t)
		}
		r.first, r.buf, r.n = s.clone(), r.buf[:0], 0
	case t == TypeEX || c.Enclosure == EnclosureNone || c.Enclosure == EnclosureWhole:
		return r.pass(s)
	case r.first == nil || !r.continues(t):
		return nil, r.stop(ruleSegment, t)
	}
	limits := r.Limits.WithDefaults()
	if n := len(r.buf) + len(c.UserData); n > limits.SSDU {
		err := fail(ruleSSDULimit, t, 0, n, limits.SSDU)
		r.Reset()
		return nil, err
	}
	if r.n++; r.n > limits.Segments {
		err := fail(ruleSegmentLimit, t, 0, r.n, limits.Segments)
		r.Reset()
		return nil, err
	}
	r.buf = append(r.buf, c.UserData...)
	if c.Enclosure != EnclosureLast {
		return nil, nil
	}
	whole := r.first
	whole.common().UserData = r.buf
	whole.common().Enclosure = EnclosureNone
	r.first, r.void = nil, false
	return whole, nil
}

// continues reports whether an SPDU of type t goes on with the SSDU in progress.
func (r *Reassembler) continues(t Type) bool {
	first := r.first.Type()
	return types[first].si == types[t].si || first == TypeCN && t == TypeCDO
}

// Void says that the side to which the SSDU in progress goes has sent an SPDU that [Voids] names: it discards the SSDU. Segments of it that are under
// way are still taken; whatever else comes instead of them ends it, X.225 7.11.3 and 7.37.2 c.
func (r *Reassembler) Void() { r.void = r.first != nil }

// mayGoOn reports whether an SPDU leaves an SSDU that is void in progress.
func (r *Reassembler) mayGoOn(c *Common, t Type) bool {
	switch t {
	case TypeGT, TypePT, TypeEX, TypePR:
		return true
	default:
		return (c.Enclosure == EnclosureMiddle || c.Enclosure == EnclosureLast) && r.continues(t)
	}
}

// Voids reports whether p ends the segmented SSDUs in progress, also those of the other direction: X.225 7.11.3 and 7.37.
func Voids(p SPDU) bool {
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
func (r *Reassembler) Reset() { r.first, r.buf, r.n, r.void = nil, nil, 0, false }

// Pending reports whether an SSDU is in progress.
func (r *Reassembler) Pending() bool { return r.first != nil }

// Held returns the octets of memory for user data: the buffer, which is kept for the next SSDU.
func (r *Reassembler) Held() int { return cap(r.buf) }

func (r *Reassembler) stop(rule *osi.Rule, t Type) error {
	r.Reset()
	return fail(rule, t, 0, int(types[t].si), 0)
}

// pass lets an SPDU by that is no segment, and voids the SSDU in progress when that is what s means.
func (r *Reassembler) pass(s SPDU) (SPDU, error) {
	if r.first == nil {
		return s, nil
	}
	data := r.first.Type() == TypeDT || r.first.Type() == TypeTD
	switch t := s.Type(); {
	case t == TypeGT, t == TypePT: // in front of the next segment
		return s, nil
	case t == TypeEX:
		return s, nil
	case t == TypeAB, t == TypeSAB:
		r.Reset()
		return s, nil
	case t == TypePR:
		if p, ok := s.(*Prepare); ok && (p.PrepareType == PrepareAbort || data && p.PrepareType == PrepareResync) {
			r.Reset()
		}
		return s, nil
	case data && (t == TypeRS || t == TypeER || t == TypeED || t == TypeAI || t == TypeAD):
		r.Reset()
		return s, nil
	}
	return nil, r.stop(ruleInterrupted, s.Type())
}
