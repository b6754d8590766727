package presentation

import "slices"

// usedIDs are the context identifiers that were ever proposed on a connection, X.226 6.5.2.1. A
// side that counts from 1 or 2 upwards needs no memory; other identifiers are kept as spans, which
// never change.
type usedIDs struct {
	run   [2]int64  // how many even ones from 2 on, and odd ones from 1 on, are used
	spans [2][]span // other even and odd ones, rising
	count int
}

// A span is the identifiers first, first+2, … last.
type span struct{ first, last int64 }

func (u usedIDs) has(id int64) bool {
	if id > 0 && id < u.next(id&1) {
		return true
	}
	_, ok := slices.BinarySearchFunc(u.spans[id&1], id, func(s span, id int64) int {
		switch {
		case s.last < id:
			return -1
		case s.first > id:
			return 1
		}
		return 0
	})
	return ok
}

// next returns the identifier behind the run of those with the parity.
func (u usedIDs) next(parity int64) int64 { return 2*(u.run[parity]+1) - parity }

// with returns u and the identifiers in list, none of which it has.
func (u usedIDs) with(list []Context) usedIDs {
	var fresh [2][]int64 // beside those that count upwards
	for i := range list {
		id := list[i].ID
		if id == u.next(id&1) {
			u.run[id&1]++
			continue
		}
		fresh[id&1] = append(fresh[id&1], id)
	}
	for i := range fresh {
		if len(fresh[i]) > 0 {
			slices.Sort(fresh[i])
			u.spans[i] = joinSpans(u.spans[i], fresh[i])
		}
	}
	u.count += len(list)
	return u
}

// joinSpans returns spans and ids, which both rise, as spans.
func joinSpans(spans []span, ids []int64) []span {
	out := make([]span, 0, len(spans)+1)
	add := func(s span) {
		if n := len(out); n > 0 && out[n-1].last == s.first-2 {
			out[n-1].last = s.last
			return
		}
		out = append(out, s)
	}
	for _, id := range ids {
		for len(spans) > 0 && spans[0].first < id {
			add(spans[0])
			spans = spans[1:]
		}
		add(span{id, id})
	}
	for _, s := range spans {
		add(s)
	}
	return out
}
