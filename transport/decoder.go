package transport

import (
	"encoding/binary"
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

// A Decoder decodes the TPDUs of one direction of a connection without
// allocating. The zero Decoder is strict and expects class 0. It is not safe for
// concurrent use.
type Decoder struct {
	osi.Leniency
	Format  Format // of the connection: that of the CR, then that of the CC, see their Format
	MaxTPDU int    // octets; a larger TPDU is an error of kind osi.ErrLimit; 0 is no limit

	owned
}

// Parse decodes the one TPDU of class 0 in b into a new value that aliases b.
// For other classes use a Decoder.
func Parse(b []byte) (TPDU, error) { return (*Decoder)(nil).Decode(b) }

// Decode decodes the one TPDU in b. The result aliases b and is d's own: it is
// valid until the next call. A nil d decodes class 0 strictly into a new value.
func (d *Decoder) Decode(b []byte) (TPDU, error) {
	if d != nil && d.Format.Class == 0 && (d.MaxTPDU <= 0 || len(b) <= d.MaxTPDU) { // see fast.go
		switch {
		case predictable(b):
			d.dt.fill(b)
			d.dt.Format = d.Format
			return &d.dt, nil
		case d.cr.usual(b, d.Format.OverTCP, &d.Leniency):
			return &d.cr, nil
		case d.cc.usual(b, d.Format.OverTCP, &d.Leniency):
			return &d.cc, nil
		}
	}
	return d.decode(b)
}

// decode is Decode without its short way.
func (d *Decoder) decode(b []byte) (TPDU, error) {
	f, l, own := Format{}, (*osi.Leniency)(nil), &noOwned
	if d != nil {
		if d.MaxTPDU > 0 && len(b) > d.MaxTPDU {
			return nil, fail(ruleTPDULimit, "", 0, len(b), d.MaxTPDU)
		}
		f, l, own = d.Format, &d.Leniency, &d.owned
	}
	k, err := kindOf(b, f.credit())
	if err != nil {
		return nil, err
	}
	if err := k.available(f, b[1]); err != nil && (k != kindED || f.Class != 0 || !l.Excuse(osi.Class0Expedited)) {
		return nil, err
	}
	if k == kindUD {
		return nil, fail(ruleClass, k.String(), 1, int(b[1]), 0)
	}
	t := kinds[k].lend(own, d == nil)
	if err := t.decode(b, f, l); err != nil {
		return nil, err
	}
	return t, nil
}

// Split walks the TPDUs in one NSDU of a connection with format f, X.224 6.4: in classes 1 to 4 any
// number of AK, EA, RJ, ER and DC, each of another connection, and at most one CR, CC, DR, DT or
// ED, last; in class 0 exactly one. It looks at LI, code and DST-REF alone. What it yields aliases
// nsdu. It yields an error at most once, last, with its offset in the NSDU: of kind
// [osi.ErrTruncated], [osi.ErrUnknown] (code) or [osi.ErrDuplicate] (DST-REF).
func Split(nsdu []byte, f Format) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var refs refSet
		for off := 0; ; {
			rest := nsdu[off:]
			k, err := kindOf(rest, f.credit())
			if err != nil {
				yield(nil, osi.Rebase(err, "", off))
				return
			}
			if f.Class > 0 && !kinds[k].data {
				if end := max(int(rest[0])+1, 2); end < len(rest) {
					rest = rest[:end:end]
				}
				if len(rest) >= 4 && !refs.add(binary.BigEndian.Uint16(rest[2:])) {
					yield(nil, fail(ruleConcatenation, k.String(), off+2, int(binary.BigEndian.Uint16(rest[2:])), 0))
					return
				}
			}
			if off += len(rest); !yield(rest, nil) || off == len(nsdu) {
				return
			}
		}
	}
}

// A refSet is a set of references. The first few take no memory of their own.
type refSet struct {
	few  [8]uint16
	n    int
	many map[uint16]struct{}
}

// add reports whether ref is new.
func (s *refSet) add(ref uint16) bool {
	if slices.Contains(s.few[:min(s.n, len(s.few))], ref) {
		return false
	}
	if s.n++; s.n <= len(s.few) {
		s.few[s.n-1] = ref
		return true
	}
	if s.many == nil {
		s.many = map[uint16]struct{}{}
	}
	_, old := s.many[ref]
	s.many[ref] = struct{}{}
	return !old
}

// All decodes the TPDUs that Split finds, in d's format. Each is valid until the next one. It
// yields an error at most once, last, with its offset in the NSDU.
func (d *Decoder) All(nsdu []byte) iter.Seq2[TPDU, error] {
	return func(yield func(TPDU, error) bool) {
		var f Format
		if d != nil {
			f = d.Format
		}
		off := 0
		for b, err := range Split(nsdu, f) {
			if err != nil {
				yield(nil, err)
				return
			}
			t, err := d.Decode(b)
			if err != nil {
				yield(nil, osi.Rebase(err, "", off))
				return
			}
			if off += len(b); !yield(t, nil) {
				return
			}
		}
	}
}

// Begins reports whether b may be an NSDU of a transport connection, the first one or a later one:
// its LI fits, and its code is one that X.224 has.
func Begins(b []byte) bool {
	k, err := kindOf(b, false)
	return err == nil && k != kindUD && int(b[0])+1 <= len(b) && b[0] >= 2
}
