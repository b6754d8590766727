package validate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
)

// A sent is an NSDU of one side.
type sent struct {
	from osi.Direction
	nsdu []byte
}

// sentUnits returns units of testdata/faults/units.txt.
func sentUnits(t testing.TB, names ...string) (list []sent) {
	t.Helper()
	units := map[string]string{}
	for name, lines := range factBlocks(t, "testdata/faults/units.txt") {
		units[name] = lines[0]
	}
	for i, name := range names {
		list = append(list, sent{osi.Direction(i & 1), factOctets(t, units[name][2:])})
	}
	return list
}

// fiveContexts returns the association of five contexts that has units of that kind.
func fiveContexts(t testing.TB, kind string) []sent {
	t.Helper()
	return sentUnits(t, "CR in an NSDU", "CC in an NSDU", "CN of five contexts"+kind, "AC of five contexts"+kind)
}

// sentTSDU cuts a TSDU into DT TPDUs at random.
func sentTSDU(r *rand.Rand, from osi.Direction, tsdu []byte) (list []sent) {
	most := 1 + r.IntN(len(tsdu)+1)
	if r.IntN(4) == 0 {
		most = 1 + r.IntN(4)
	}
	for {
		n := min(len(tsdu), 1+r.IntN(most))
		list = append(list, sent{from, dataTPDU(tsdu[:n], n == len(tsdu))})
		if tsdu = tsdu[n:]; len(tsdu) == 0 {
			return list
		}
	}
}

// formOf returns an element of BER whose length has any form.
func formOf(r *rand.Rand, id []byte, contents []byte) []byte {
	b := slices.Clone(id)
	switch n := len(contents); {
	case id[0]&0x20 != 0 && r.IntN(4) == 0:
		return append(append(append(b, 0x80), contents...), 0, 0)
	case r.IntN(8) == 0:
		b = append(b, 0x84, 0, 0, byte(n>>8), byte(n))
	case r.IntN(16) == 0:
		b = append(b, 0x88, 0, 0, 0, 0, 0, 0, byte(n>>8), byte(n))
	case n > 255:
		b = append(b, 0x82, byte(n>>8), byte(n))
	case n > 127:
		b = append(b, 0x81, byte(n))
	default:
		b = append(b, byte(n))
	}
	return append(b, contents...)
}

// The identifiers of the values below. One in ten is of a form that its type does not have.
var (
	primitiveForms   = [][]byte{{2}, {4}, {0x80}, {0x9f, 0x1f}, {0x5f, 0x81, 0x01}, {0x1a}, {0x85}, {3}, {4}, {0x10}}
	constructedForms = [][]byte{{0x30}, {0xa0}, {0x31}, {0x61}, {0x24}, {0x23}, {0xbf, 0x1f}, {0x7f, 0x81, 0x01}, {0xa1}, {0x25}}
)

func valueForm(r *rand.Rand, depth int) []byte {
	if depth == 0 || r.IntN(3) == 0 {
		n := r.IntN(4)
		if r.IntN(10) == 0 {
			n = r.IntN(300)
		}
		return formOf(r, primitiveForms[r.IntN(10)], make([]byte, n))
	}
	var contents []byte
	for range r.IntN(4) {
		contents = append(contents, valueForm(r, depth-1)...)
	}
	return formOf(r, constructedForms[r.IntN(10)], contents)
}

// segmentForms cuts data into segments of a string, some of them in others, some empty. tag is that
// of a primitive segment; of a BIT STRING the last has the unused bits.
func segmentForms(r *rand.Rand, tag byte, data []byte, unused byte, depth int) (contents []byte) {
	for n := r.IntN(4); n > 0 || len(data) > 0; n-- {
		k := len(data)
		if n > 1 {
			k = r.IntN(k + 1)
		}
		part := data[:k]
		data = data[k:]
		switch {
		case depth > 0 && r.IntN(4) == 0:
			contents = append(contents, formOf(r, []byte{tag | 0x20}, segmentForms(r, tag, part, unused, depth-1))...)
			continue
		case tag == 3 && r.IntN(60) == 0:
			part = append([]byte{byte(r.IntN(9))}, part...)
		case tag == 3 && len(part) > 0 && (len(data) == 0 || r.IntN(20) == 0):
			part = append([]byte{unused}, part...)
		case tag == 3:
			part = append([]byte{0}, part...)
		}
		contents = append(contents, formOf(r, []byte{tag}, part)...)
	}
	return contents
}

// contextForm returns a value of one of the five contexts: 1 is of ACSE, 3 of MMS, 5 of another
// transfer syntax than BER, 7 in DER, 9 of RTSE.
func contextForm(r *rand.Rand, context byte) []byte {
	switch {
	case context == 5:
		b := make([]byte, r.IntN(20))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	case context == 9 && r.IntN(12) > 0:
		data := make([]byte, r.IntN(20))
		if r.IntN(2) == 0 {
			return formOf(r, []byte{4}, data)
		}
		return formOf(r, []byte{0x24}, segmentForms(r, 4, data, 0, 3))
	}
	return valueForm(r, r.IntN(4))
}

// listForm returns a PDV-list, most of them valid.
func listForm(r *rand.Rand) (list []byte) {
	context := []byte{3, 3, 3, 5, 5, 7, 9, 9, 9}[r.IntN(9)]
	if r.IntN(60) == 0 {
		context = []byte{0, 1, 11, 0xff}[r.IntN(4)]
	}
	if r.IntN(10) == 0 {
		list = append(list, formOf(r, []byte{6}, [][]byte{{0x51, 1}, {0x51, 2, 1}, {0x51, 3, 0}, {0x51}}[r.IntN(4)])...)
	}
	identifier := []byte{context}
	switch r.IntN(60) {
	case 0:
		identifier = []byte{0, context}
	case 1:
		identifier = nil
	}
	list = append(list, formOf(r, []byte{2}, identifier)...)
	if r.IntN(40) == 0 { // an undefined element
		list = append(list, valueForm(r, 1)...)
	}
	var values []byte
	for range r.IntN(4) {
		values = append(values, contextForm(r, context)...)
	}
	unused := byte(0)
	if r.IntN(6) == 0 {
		unused = byte(r.IntN(9))
	}
	switch r.IntN(6) {
	case 0:
		list = append(list, formOf(r, []byte{0x81}, values)...)
	case 1:
		list = append(list, formOf(r, []byte{0xa1}, segmentForms(r, 4, values, 0, 2))...)
	case 2:
		list = append(list, formOf(r, []byte{0x82}, append([]byte{unused}, values...))...)
	case 3:
		list = append(list, formOf(r, []byte{0xa2}, segmentForms(r, 3, values, unused, 2))...)
	case 4: // of context 5, too, a value in BER
		list = append(list, formOf(r, []byte{0xa0}, valueForm(r, 2))...)
	default:
		list = append(list, formOf(r, []byte{0xa0}, contextForm(r, context))...)
	}
	if r.IntN(60) == 0 {
		list = append(list, valueForm(r, 1)...)
	}
	return formOf(r, []byte{0x30}, list)
}

// ssduForm returns the SSDU of an S-DATA.
func ssduForm(r *rand.Rand) []byte {
	var lists []byte
	for range 1 + r.IntN(3) {
		lists = append(lists, listForm(r)...)
	}
	b := formOf(r, []byte{0x61}, lists)
	switch r.IntN(30) {
	case 0:
		b = append(b, 0)
	case 1:
		b = b[:len(b)-1-r.IntN(3)]
	case 2, 3, 4, 5, 6:
		b = spoil(r, b)
	}
	return b
}
