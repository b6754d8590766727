package ppm

import (
	"math"

	"github.com/osi-go/osi/presentation"
)

// storedSets are the defined context sets at synchronization points, A.5.2 g. Points in a row that
// have the same set are one run. The array never changes: what adds or removes runs makes a new
// one.
type storedSets struct {
	runs []storedRun
	top  uint32 // last of the last run, which grows without a new array
}

type storedRun struct {
	activity    activity // zero: the point is in no activity
	first, last uint32
	set         presentation.ContextSet
}

// last returns the last point of run i.
func (s storedSets) last(i int) uint32 {
	if i == len(s.runs)-1 {
		return s.top
	}
	return s.runs[i].last
}

// find returns the set that is stored under a synchronization point; nil when there is none.
func (s storedSets) find(a activity, n int64) *presentation.ContextSet {
	for i := range s.runs {
		if r := &s.runs[i]; r.activity == a && int64(r.first) <= n && n <= int64(s.last(i)) {
			return &r.set
		}
	}
	return nil
}

// lowest returns the lowest point of the activity that has a set.
func (s storedSets) lowest(a activity) (n int64, ok bool) {
	for i := range s.runs {
		if r := &s.runs[i]; r.activity == a && (!ok || int64(r.first) < n) {
			n, ok = int64(r.first), true
		}
	}
	return n, ok
}

// with returns s with the set under a point, in the place of the one that was there.
func (s storedSets) with(a activity, n uint32, set *presentation.ContextSet) storedSets {
	if s.find(a, int64(n)) != nil {
		s = s.without(a, n, n)
	}
	if i := len(s.runs) - 1; i >= 0 && s.runs[i].activity == a && int64(s.top)+1 == int64(n) && sameMembers(&s.runs[i].set, set) {
		s.top = n
		return s
	}
	return storedOf(append(s.copied(), storedRun{a, n, n, *set}))
}

// without returns s without the points from first to last of the activity.
func (s storedSets) without(a activity, first, last uint32) storedSets {
	out := make([]storedRun, 0, len(s.runs)+1)
	for i, r := range s.runs {
		r.last = s.last(i)
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
	return storedOf(out)
}

// renamed returns a copy of s whose points of activity from are of activity to.
func (s storedSets) renamed(from, to activity) storedSets {
	out := s.copied()
	for i := range out {
		if out[i].activity == from {
			out[i].activity = to
		}
	}
	return storedOf(out)
}

// copied returns a copy of the runs, with room for one more.
func (s storedSets) copied() []storedRun {
	out := append(make([]storedRun, 0, len(s.runs)+1), s.runs...)
	if n := len(out); n > 0 {
		out[n-1].last = s.top
	}
	return out
}

// storedOf returns the sets of runs, which it keeps.
func storedOf(runs []storedRun) (s storedSets) {
	if s.runs = runs; len(runs) > 0 {
		s.top = runs[len(runs)-1].last
	}
	return s
}

const lastPoint = math.MaxUint32

// sameMembers reports whether two sets have the same members.
func sameMembers(a, b *presentation.ContextSet) bool {
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
