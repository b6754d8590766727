package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi/internal/octets"
)

// maxLI is the largest length indicator, X.224 13.2.1.
const maxLI = 254

// An encoder appends one TPDU. The first error sticks; its offset is 0, since the octets do not
// exist.
type encoder struct {
	b       []byte
	start   int // of the TPDU in b
	k       kind
	f       Format
	classes ClassSet // CR and CC: whose parameters are allowed
	err     error
}

// encode begins a TPDU of kind k on a connection of format f, with the result of its check.
func encode(b []byte, k kind, f Format, err error) encoder {
	if err == nil {
		err = k.available(f, kinds[k].code)
	}
	return encoder{b: b, start: len(b), k: k, f: f, err: err}
}

// fixed appends LI, code and the reference that every TPDU but a DT of class 0 and 1 has.
func (e *encoder) fixed(code uint8, dstRef uint16) {
	e.b = binary.BigEndian.AppendUint16(append(e.b, 0, code), dstRef)
}

// number appends a sequence number, whose top bit the caller may use, in the format f.
func (e *encoder) number(v uint32, top bool, f Format) {
	size := 1
	if f.long() {
		size = 4
	}
	w := uint64(v)
	if top {
		w |= 1 << (8*size - 1)
	}
	e.b = octets.AppendUint(e.b, w, size)
}

func (e *encoder) allow(code ParameterCode, n int) bool {
	if e.err == nil && !e.allows(code) {
		e.err = fail(ruleClassParameter, e.k.String(), 0, int(code), 0)
	}
	size, ok := octets.Uint8(n)
	if !ok && e.err == nil {
		e.err = fail(ruleParameterLength, e.k.String(), 0, n, maxLI)
	}
	e.b = append(e.b, byte(code), size)
	return e.err == nil
}

func (e *encoder) allows(code ParameterCode) bool {
	if e.k == kindCR || e.k == kindCC {
		return meaningful(code, e.classes, e.f.OverTCP)
	}
	return e.f.allows(code)
}

func (e *encoder) parameter(code ParameterCode, v []byte) {
	if e.allow(code, len(v)) {
		e.b = append(e.b, v...)
	}
}

func (e *encoder) uint(code ParameterCode, v uint64, n int) {
	if e.allow(code, n) {
		e.b = octets.AppendUint(e.b, v, n)
	}
}

// alternatives appends the classes from high to low.
func (e *encoder) alternatives(s ClassSet) {
	at := len(e.b) + 1
	if !e.allow(ParameterAlternatives, 0) {
		return
	}
	for _, c := range [...]Class{4, 3, 2, 1, 0} {
		if s.Has(c) {
			e.b = append(e.b, byte(c)<<4)
			e.b[at]++
		}
	}
}

func (e *encoder) throughput(t Throughput) {
	n := 12
	if t.Average.Present {
		n = 24
	}
	if !e.allow(ParameterThroughput, n) {
		return
	}
	e.rates(t.Maximum)
	if t.Average.Present {
		e.rates(t.Average.Value)
	}
}

func (e *encoder) rates(r Rates) {
	for _, v := range [...]uint32{r.CallingTarget, r.CallingMin, r.CalledTarget, r.CalledMin} {
		if v >= 1<<24 && e.err == nil {
			e.err = fail(ruleParameterLength, e.k.String(), 0, 4, 3)
		}
		e.b = octets.AppendUint(e.b, uint64(v), 3)
	}
}

// ignored appends a parameter as it was received.
func (e *encoder) ignored(p Parameter) {
	size, ok := octets.Uint8(len(p.Value))
	if !ok && e.err == nil {
		e.err = fail(ruleParameterLength, e.k.String(), 0, len(p.Value), maxLI)
	}
	e.b = append(append(e.b, byte(p.Code), size), p.Value...)
}

// finish sets LI, appends the user data and, when asked for, the checksum.
func (e *encoder) finish(checksum bool, user []byte) ([]byte, error) {
	if checksum {
		e.uint(ParameterChecksum, 0, 2)
	}
	n := len(e.b) - e.start - 1
	li, ok := octets.Uint8(n)
	if e.err == nil && (!ok || n > maxLI) {
		e.err = fail(ruleLI, e.k.String(), 0, n, maxLI)
	}
	if e.err != nil {
		return e.b[:e.start], e.k.locate(e.err, nil, e.f)
	}
	e.b[e.start] = li
	e.b = append(e.b, user...)
	if checksum {
		setChecksum(e.b[e.start:], n-1)
	}
	return e.b, nil
}
