package validate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
)

// Units yields what passed: TPKTs as one, and as often as it is asked. Who stops is not asked
// again.
func TestUnits(t *testing.T) {
	t.Parallel()
	s := guard(t, validate.Policy{Midway: true}).Stream(validate.TPKTs)
	v, rest := s.Check(initiator, octets(t, "0300000802F00041"+"0300000802F08042"))
	if v.Action == validate.Hold { // a TSDU passes whole
		v, rest = s.Check(initiator, rest)
	}
	for range 2 {
		var got [][]byte
		for b := range v.Units() {
			got = append(got, b)
		}
		if all := slices.Concat(got...); len(got) == 0 || !slices.Equal(all, v.Octets) || len(all) == 0 {
			t.Errorf("%x of %x, %s", got, v.Octets, outcome(v))
		}
	}
	for range v.Units() {
		break
	}
	if len(rest) != 0 {
		t.Errorf("rest %x", rest)
	}
}

// A quarantine ignores what is no rejected unit, and says that there was room for it.
func TestPutIgnores(t *testing.T) {
	t.Parallel()
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: t.TempDir() + "/q.pcapng"})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []*validate.Verdict{nil, {}, {Action: validate.Pass}, {Action: validate.Hold}} {
		if !q.Put(validate.TPKTs, v, time.Time{}, "") {
			t.Errorf("%+v: no room", v)
		}
	}
	if !q.Put(validate.Carrier(99), &validate.Verdict{Action: validate.Reject}, time.Time{}, "") || q.Dropped() != 0 {
		t.Errorf("an unknown carrier: %d dropped", q.Dropped())
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
}
