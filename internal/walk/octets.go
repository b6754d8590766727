package walk

import (
	"fmt"
	"slices"

	"github.com/osi-go/osi/session"
)

// emit encodes p, which end d sends.
func (w *Walk) emit(d int, p session.SPDU) {
	e := &w.ends[d]
	m := message{spdus: []session.SPDU{p}, x: w.o.Expedited && expedited(p)}
	size, version := e.size, e.version
	if p.Type() == session.TypeCN || p.Type() == session.TypeCDO && version == 0 || version == 0 {
		version = session.Version2
	}
	if p.Type() == session.TypeCN || p.Type() == session.TypeRF || p.Type() == session.TypeCDO || m.x {
		size = 0
	}
	if cn, ok := p.(*session.Connect); ok && cn.Overflow || p.Type() == session.TypeCDO {
		m.tsdus = [][]byte{w.encode(p)}
		w.out[d] = append(w.out[d], m)
		return
	}
	if p.Type() == session.TypeAB && !m.x {
		w.interrupt(d)
	}
	for s, err := range session.Segments(p, version, size) {
		if err != nil {
			panic(fmt.Sprintf("%v in version %d, size %d: %v", p, version, size, err))
		}
		m.tsdus = append(m.tsdus, w.encode(s))
	}
	w.out[d] = append(w.out[d], m)
}

// interrupt drops what is left of a segmented SSDU at times: an abort need not wait for its end.
func (w *Walk) interrupt(d int) {
	list := w.out[d]
	if len(list) == 0 || !list[0].begun || w.r.IntN(2) == 0 {
		return
	}
	w.out[d] = list[:0]
	if last := list[len(list)-1]; last.spdus[0].Type() == session.TypePR {
		w.out[d] = append(w.out[d], last)
	}
}

// encode returns the TSDU that p, or a segment, becomes by itself.
func (w *Walk) encode(p session.SPDU) []byte {
	list := []session.SPDU{p}
	if t := p.Type(); t.Category() == session.Category2 {
		list = []session.SPDU{&session.GiveTokens{}, p}
		if needsPT(t) {
			list[0] = &session.PleaseTokens{}
		}
	}
	return concatenate(false, list...)
}

func concatenate(extended bool, list ...session.SPDU) []byte {
	b, err := session.Concatenate(nil, extended, list...)
	if err != nil {
		panic(fmt.Sprintf("%v: %v", list, err))
	}
	return b
}

// needsPT reports whether a PT stands in front of an SPDU of type t, X.225 Table 7.
func needsPT(t session.Type) bool {
	return slices.Contains([]session.Type{
		session.TypeMIA, session.TypeMAA, session.TypeRA, session.TypeADA, session.TypeAIA, session.TypeCDA, session.TypeER, session.TypeED,
	}, t)
}

func expedited(p session.SPDU) bool {
	switch p := p.(type) {
	case *session.ExpeditedData, *session.Prepare:
		return true
	case *session.Abort:
		return len(p.UserData) <= session.MaxExpeditedAbort
	}
	return false
}

// join concatenates the first of what end d has sent with what follows, where X.225 6.3.7 allows
// it, at times.
func (w *Walk) join(d int) {
	list := w.out[d]
	if list[0].begun = true; len(list) < 2 || w.r.IntN(2) == 0 || len(list[0].spdus) > 1 || len(list[0].tsdus) != 1 {
		return
	}
	if w.extend(d) {
		return
	}
	p, q := list[0].spdus[0], list[1].spdus[0]
	if p.Type().Category() != session.Category2 || len(list[1].tsdus) != 1 || list[1].x || q.SSDU() != nil {
		return
	}
	if t := p.Type(); t != session.TypeDT && t != session.TypeMIP && t != session.TypeMIA && t != session.TypeMAP && t != session.TypeAS {
		return
	}
	last := lastSegment(list[0].tsdus[0])
	if gt := q.Type() == session.TypeGT; last == nil || !gt && q.Type() != session.TypePT || gt == needsPT(p.Type()) {
		return
	}
	if b := concatenate(false, q, last); w.ends[d].size == 0 || len(b) <= w.ends[d].size {
		w.merge(d, b, p, q)
	}
}

// lastSegment returns the second SPDU of a TSDU.
func lastSegment(tsdu []byte) session.SPDU {
	spdus, err := new(session.Decoder).TSDU(tsdu)
	if err != nil || len(spdus) != 2 {
		return nil
	}
	return spdus[1]
}

// extend makes an extended concatenation: GT (AS, MIP or AE and DT in the order of Table 8).
func (w *Walk) extend(d int) bool {
	list := w.out[d]
	if !w.ends[d].extended || w.ends[d].size > 0 {
		return false
	}
	var p [3]session.SPDU
	for i := range p {
		if i < len(list) && len(list[i].tsdus) == 1 && len(list[i].spdus) == 1 && !list[i].x {
			p[i] = list[i].spdus[0]
		}
	}
	is := func(i int, types ...session.Type) bool {
		for _, t := range types {
			if p[i] != nil && p[i].Type() == t {
				return true
			}
		}
		return false
	}
	gt := &session.GiveTokens{}
	points := []session.Type{session.TypeMIP, session.TypeMAP, session.TypeAE}
	starts := []session.Type{session.TypeAS, session.TypeAR}
	switch { // in the order of processing: start, DT, point
	case is(0, starts...) && is(1, session.TypeDT) && is(2, points...):
		w.merge(d, concatenate(true, gt, p[0], p[2], p[1]), p[:]...)
	case is(0, starts...) && is(1, session.TypeDT), is(0, starts...) && is(1, points...):
		w.merge(d, concatenate(true, gt, p[0], p[1]), p[:2]...)
	case is(0, session.TypeDT) && is(1, session.TypeMIP, session.TypeMIA, session.TypeMAP, session.TypeMAA, session.TypeAE):
		w.merge(d, concatenate(true, gt, p[1], p[0]), p[:2]...)
	default:
		return false
	}
	return true
}

// merge makes one TSDU of the first messages of d.
func (w *Walk) merge(d int, tsdu []byte, spdus ...session.SPDU) {
	list := w.out[d][len(spdus)-1:]
	list[0] = message{spdus: append([]session.SPDU(nil), spdus...), tsdus: [][]byte{tsdu}, begun: true}
	w.out[d] = list
}
