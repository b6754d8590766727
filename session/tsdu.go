package session

import (
	"encoding/binary"
	"iter"

	"github.com/osi-go/osi"
)

// A Raw is one SPDU as it stands in a TSDU.
type Raw struct {
	Type   Type
	Offset int    // of the SI, in the TSDU
	Octets []byte // the SPDU; aliases the TSDU

	// Parameters and UserInformation divide what follows SI and LI. Of a short form all octets but
	// the first are UserInformation.
	Parameters, UserInformation []byte
}

// SPDUs walks the SPDUs of a TSDU. It checks the framing alone, see [Decoder.TSDU] for the rest.
// The type is that of the place: X.225 6.3.7. It yields an error at most once, last, of kind
// ErrTruncated, ErrLength or ErrUnknown.
func SPDUs(tsdu []byte) iter.Seq2[Raw, error] {
	return func(yield func(Raw, error) bool) {
		table := &firstTypes
		for off := 0; off < len(tsdu) || off == 0; {
			f, err := cutSPDU(tsdu, off, table)
			if err != nil {
				yield(Raw{}, err)
				return
			}
			if !yield(f, nil) {
				return
			}
			off += len(f.Octets)
			table = &nextTypes
		}
	}
}

// cutSPDU reads the SPDU at off of a TSDU.
func cutSPDU(tsdu []byte, off int, table *[256]Type) (f Raw, err error) {
	b := tsdu[off:]
	t, err := typeOf(b, table)
	if err != nil {
		return f, osi.Rebase(err, "", off)
	}
	from, stop := 1, 1
	if t < TypeSCN {
		if from, stop, _, err = readHeader(t, b); err != nil {
			return f, osi.Rebase(err, "", off)
		}
	}
	end := stop
	if types[t].user {
		end = len(b)
	}
	return Raw{t, off, b[:end:end], b[from:stop:stop], b[stop:end:end]}, nil
}

// ParseTSDU decodes all SPDUs of a TSDU of a connection into new values, in wire order, without
// extended concatenation.
func ParseTSDU(tsdu []byte) ([]SPDU, error) { return new(Decoder).TSDU(tsdu) }

// TSDU decodes all SPDUs of a TSDU and checks that they may stand together, X.225 6.3.7. The result
// is in the order of the octets. Whoever acts on the SPDUs takes them in that of [ProcessingOrder],
// which differs wherever two or more stand in a TSDU. The SPDUs alias tsdu. They and the result are
// d's own and valid until the next call of a method of d; of a nil d they are new values. SPDUs
// that may not stand together are an error of kind ErrState, more than Limits.SPDUs one of kind
// ErrLimit; else the errors are those of Decode. Offset counts in tsdu, and the result is then nil.
func (d *Decoder) TSDU(tsdu []byte) ([]SPDU, error) {
	if len(tsdu) < 5 || d == nil || d.NullEncoding || d.Connectionless {
		return d.anyTSDU(tsdu)
	}
	head := binary.BigEndian.Uint32(tsdu)
	if head == bareGTDT && d.Flow != FlowExpedited && d.Limits.SPDUs != 1 {
		d.gt.reset(nil)
		d.gt.Tokens = osi.Opt[Tokens]{}
		d.dt.reset(tsdu[4:len(tsdu):len(tsdu)])
		d.spdus[0], d.spdus[1] = &d.gt, &d.dt
		return d.spdus[:2], nil
	}
	t, n := aloneTypes[head>>24], int(head>>16&0xff)
	if n == 255 {
		n = int(head&0xffff) + 2
	}
	if t == TypeNone || n != len(tsdu)-2 {
		return d.tsdu(tsdu)
	}
	if d.Flow != FlowUnknown {
		if err := d.onFlow(t, tsdu); err != nil {
			return nil, err
		}
	}
	s := d.lend(t)
	if err := s.decode(tsdu, d); err != nil {
		return nil, err
	}
	d.spdus[0] = s
	return d.spdus[:1], nil
}

// anyTSDU is TSDU for tiny TSDUs and for every decoder.
func (d *Decoder) anyTSDU(tsdu []byte) ([]SPDU, error) {
	switch {
	case len(tsdu) == 0:
		return nil, fail(ruleEmptyTSDU, TypeNone, 0, 0, 1)
	case d == nil:
		d = new(Decoder)
	case d.NullEncoding:
		d.spdus[0] = d.lend(TypeNL)
		_ = d.spdus[0].decode(tsdu, d) // every TSDU is a NULL SPDU
		return d.spdus[:1], nil
	}
	return d.tsdu(tsdu)
}

func (d *Decoder) tsdu(tsdu []byte) ([]SPDU, error) {
	most := 16
	if d.Limits.SPDUs > 0 {
		most = d.Limits.SPDUs
	}
	var at [len(d.spdus) + 1]int // where the SPDUs begin
	n := 0
	table := &firstTypes
	for off := 0; off < len(tsdu); n++ {
		f, err := cutSPDU(tsdu, off, table)
		switch {
		case err != nil:
			return nil, d.leftOut(err, tsdu, at[1])
		case n == most:
			return nil, fail(ruleSPDUs, f.Type, off, n+1, most)
		case n == len(d.spdus):
			return nil, fail(ruleExtendedConcat, f.Type, off, int(f.Octets[0]), 0)
		case f.Type == TypeUD != d.Connectionless:
			return nil, fail(ruleConnectionless, f.Type, off, int(f.Octets[0]), 0)
		}
		if d.spdus[n], err = d.decodeAs(f.Type, f.Octets); err != nil {
			return nil, d.leftOut(osi.Rebase(err, "", off), tsdu, at[1])
		}
		at[n] = off
		off += len(f.Octets)
		at[n+1] = off
		table = &nextTypes
	}
	spdus := d.spdus[:n]
	if m := concatenation(spdus, d.Extended, &d.Leniency); m.rule != nil {
		off := at[m.spdu]
		if m.par != parNone {
			_, value := locateUnit(spdus[m.spdu].Type(), tsdu[off:at[m.spdu+1]], 0, parameters[m.par].code)
			off += value
		}
		return nil, fail(m.rule, spdus[m.spdu].Type(), off, m.got, m.want)
	}
	return spdus, nil
}

// leftOut returns the error of a TSDU whose octets from end on, behind its first SPDU, give err. If
// that SPDU is of category 1, which stands alone, its LI leaves octets out, as one that is cut to
// its low octet does.
func (d *Decoder) leftOut(err error, tsdu []byte, end int) error {
	if end == 0 {
		return err
	}
	first := d.spdus[0].Type()
	if first.Category() != Category1 || first >= TypeSCN {
		return err
	}
	from := 2
	if tsdu[1] == 0xff {
		from = 4
	}
	return fail(ruleLI, first, 1, end-from, len(tsdu)-from)
}

// All yields the SPDUs of TSDU, or its error and nothing else: of an invalid TSDU nothing is used.
func (d *Decoder) All(tsdu []byte) iter.Seq2[SPDU, error] {
	return func(yield func(SPDU, error) bool) {
		spdus, err := d.TSDU(tsdu)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, s := range spdus {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// ProcessingOrder yields the SPDUs of one TSDU, with their indices, in the order in which X.225
// 6.3.7.1 wants them processed: AS or AR, DT, the other SPDUs of category 2, and the GT or PT in
// front last.
func ProcessingOrder(spdus []SPDU) iter.Seq2[int, SPDU] {
	return func(yield func(int, SPDU) bool) {
		if len(spdus) == 2 && rankOf(spdus[0].Type()) > rankOf(spdus[1].Type()) { // nearly always
			_ = yield(1, spdus[1]) && yield(0, spdus[0])
			return
		}
		if len(spdus) == 1 {
			yield(0, spdus[0])
			return
		}
		for rank := range 4 {
			for i, s := range spdus {
				if rankOf(s.Type()) == rank && !yield(i, s) {
					return
				}
			}
		}
	}
}

func rankOf(t Type) int {
	switch {
	case t == TypeAS, t == TypeAR:
		return 0
	case t == TypeDT:
		return 1
	case t.Category() == Category0:
		return 3
	}
	return 2
}
