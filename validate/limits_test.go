package validate_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// Limits as large as an int leave a stream the memory for what they allow: more than the Reserve of
// 64 KiB.
func TestLargestLimits(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1 << 30, math.MaxInt} {
		s := guard(t, validate.Policy{Midway: true, Limits: osi.Limits{TSDU: most, SSDU: most}}).Stream(validate.TPKTs)
		part := binary.BigEndian.AppendUint16([]byte{3, 0}, 7+1000)
		part = append(append(part, 2, 0xf0, 0), make([]byte, 1000)...)
		for n := 0; n < 200<<10; n += 1000 { // of one TSDU
			if v, _ := s.Check(initiator, part); v.Action == validate.Reject {
				t.Fatalf("limits of %d: %d octets of a TSDU: %v", most, n, v.Err)
			}
		}
		s.Close()
	}
}

// The memory of a stream is by default what its limits allow: a TSDU and an SSDU of either side.
// What its units take beyond their octets counts, too.
func TestDefaultStreamMemory(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	s := guard(t, validate.Policy{Midway: true, Whole: true, Reserve: -1, Limits: osi.Limits{TSDU: limit, SSDU: limit}}).Stream(validate.NSDUs)
	most := 0
	for i := range 2 * limit {
		v, _ := s.Check(osi.Direction(i&1), []byte{2, 0xf0, 0, 0x41})
		if v.Action == validate.Reject {
			if e := osi.AsError(v.Err); e == nil || e.ID != "validate.stream-memory" {
				t.Error(v.Err)
			}
			break
		}
		most = max(most, s.Held())
	}
	if most <= 3*limit || most > 4*limit {
		t.Errorf("%d octets of memory, of %d", most, 4*limit)
	}
}
