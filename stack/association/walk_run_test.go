package association_test

import (
	"testing"

	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// run has associations until the transport connection ends.
func (w *walk) run(steps int) {
	pdus := w.open()
	for {
		w.associate(pdus, steps)
		if w.err != nil || w.ends[0].Ended() {
			return
		}
		w.reused++
		w.connected, w.over, w.proposed, w.owed, w.added = [2]bool{}, [2]bool{}, [2]*presentation.AlterContext{}, [2]stack.PDU{}, [2][]int64{}
		w.activity, w.purged, w.quiet = false, false, false
		w.next = [2]int64{101, 102}
		pdus = w.open()[1:]
	}
}

// associate opens an association and ends it.
func (w *walk) associate(pdus []stack.PDU, steps int) {
	if err := w.ends[0].Open(pdus...); err != nil {
		w.fail("open: %w", err)
	}
	for n := 0; n < steps && w.err == nil; n++ {
		d := w.r.IntN(2)
		switch w.collect(); w.r.IntN(8) {
		case 0, 1:
			w.pass(d)
		case 2, 3:
			w.take(d)
		case 4:
			if w.r.IntN(4) == 0 {
				w.drain()
				w.agree()
			}
		default:
			for range 4 {
				w.act(d)
			}
		}
	}
	w.finish()
}

// TestWalks has two associations with users at random and delayed, chunked, crossing delivery: no
// end ever refuses what the other sends, all of it passes the strict gate, both agree when nothing
// is under way, and every walk ends by a release or an abort. Some keep the transport connection,
// and have another association on it.
func TestWalks(t *testing.T) {
	t.Parallel()
	n := *walks
	if testing.Short() {
		n /= 10
	}
	events, requests, reused, bad, kinds, aborted, races := 0, 0, 0, 0, map[string]int{}, map[string]int{}, map[string]int{}
	for seed := range uint64(n) {
		w := newWalk(seed)
		w.run(60 + int(seed%7)*60)
		events, requests, reused = events+w.events, requests+w.requests, reused+w.reused
		for k, n := range w.kinds {
			kinds[k] += n
		}
		for k, n := range w.aborted {
			aborted[k] += n
		}
		if w.err == nil {
			continue
		}
		if name := w.race(); name != "" {
			races[name]++
			continue
		}
		t.Errorf("walk %d: %v", seed, w.err)
		if bad++; bad > 10 {
			break
		}
	}
	if reused < n/20 {
		t.Errorf("%d transport connections used again", reused)
	}
	t.Logf("%d walks, %d transport connections used again, %d requests, %d events: %v; aborted in %v; races of the standards: %v", n, reused, requests, events, kinds, aborted, races)
}
