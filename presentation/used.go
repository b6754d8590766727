package presentation

import "slices"

// usedIDs are the context identifiers that were ever proposed on a connection, X.226 6.5.2.1. Each
// side mostly counts upwards, so they are kept as spans. The value never changes.
type usedIDs struct {
	spans [2][]span // of even and of odd identifiers, rising
	count int
}

// A span is the identifiers first, first+2, … last.
type span struct{ first, last int64 }

func (u usedIDs) has(id int64) bool {
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

// with returns u and the identifiers in list, none of which it has.
func (u usedIDs) with(list []Context) usedIDs {
	var space [2][16]int64
	fresh := [2][]int64{space[0][:0], space[1][:0]}
	for i := range list {
		id := list[i].ID
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
