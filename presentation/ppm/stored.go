package ppm

import (
	"math"
	"slices"

	"github.com/osi-go/osi/presentation"
)

// storedSets are the defined context sets at synchronization points, A.5.2 g. Its arrays never
// change: what adds or removes makes a new one. Points in a row that have the same set are one run.
type storedSets []storedRun

type storedRun struct {
	activity    activity // zero: the point is in no activity
	first, last uint32
	set         presentation.ContextSet
}

// find returns the set that is stored under a synchronization point; nil when there is none.
func (s storedSets) find(a activity, n int64) *presentation.ContextSet {
	for i := range s {
		if r := &s[i]; r.activity == a && int64(r.first) <= n && n <= int64(r.last) {
			return &r.set
		}
	}
	return nil
}

// lowest returns the lowest point of the activity that has a set.
func (s storedSets) lowest(a activity) (n int64, ok bool) {
	for i := range s {
		if r := &s[i]; r.activity == a && (!ok || int64(r.first) < n) {
			n, ok = int64(r.first), true
		}
	}
	return n, ok
}

// with returns s with the set under a point, in the place of the one that was there.
func (s storedSets) with(a activity, n uint32, set *presentation.ContextSet) storedSets {
	out := s.without(a, n, n)
	if i := len(out) - 1; i >= 0 && out[i].activity == a && int64(out[i].last)+1 == int64(n) && equal(&out[i].set, set) {
		out[i].last = n
		return out
	}
	return append(out, storedRun{a, n, n, *set})
}

// without returns a copy of s without the points from first to last of the activity.
func (s storedSets) without(a activity, first, last uint32) storedSets {
	out := make(storedSets, 0, len(s)+1)
	for _, r := range s {
		if r.activity != a || r.last < first || r.first > last {
			out = append(out, r)
			continue
		}
		if r.first < first {
			low := r
			low.last = first - 1
			out = append(out, low)
		}
		if r.last > last {
			high := r
			high.first = last + 1
			out = append(out, high)
		}
	}
	return out
}

// renamed returns a copy of s whose points of activity from are of activity to.
func (s storedSets) renamed(from, to activity) storedSets {
	out := slices.Clone(s)
	for i := range out {
		if out[i].activity == from {
			out[i].activity = to
		}
	}
	return out
}

const lastPoint = math.MaxUint32

// equal reports whether two sets have the same members.
func equal(a, b *presentation.ContextSet) bool {
	if a.Len() != b.Len() {
		return false
	}
	for c := range a.All() {
		if other, ok := b.Lookup(c.ID); !ok || other.TransferSyntax != c.TransferSyntax {
			return false
		}
	}
	return true
}
