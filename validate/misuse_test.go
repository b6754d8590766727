package validate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// What some hold never keeps another from a first CR, or from a unit of two pieces.
func TestReserve(t *testing.T) {
	t.Parallel()
	for _, hoard := range []int{100, 1 << 10, 64 << 10} { // octets of unfinished TSDUs each
		const memory = 4 << 20
		g := guard(t, validate.Policy{Memory: memory})
		hoarders := 2000
		for i := range hoarders {
			s := g.Stream(validate.TPKTs)
			for _, unit := range []step{{initiator, "0300000b06e00000123400", ""}, {responder, "0300000b06d01234567800", ""}} {
				if v, _ := s.Check(unit.from, octets(t, unit.octets)); v.Action == validate.Reject {
					t.Fatalf("hoarder %d of %d: %v", i, hoard, v.Err)
				}
			}
			for sent := 0; sent < hoard; sent += 1000 {
				n := min(1000, hoard-sent)
				unit := append([]byte{3, 0, byte((n + 7) >> 8), byte(n + 7), 2, 0xf0, 0}, make([]byte, n)...)
				if sent == 0 { // the beginning of a CN that goes on
					copy(unit[7:], []byte{13, 0xff, 0xff, 0xff, 5, 6, 0x13, 1, 0, 0x16, 1, 2})
				}
				if v, _ := s.Check(initiator, unit); v.Action == validate.Reject {
					if e := osi.AsError(v.Err); e.ID != "validate.memory" {
						t.Fatal(v.Err)
					}
					break
				}
			}
		}
		if st := g.Stats(); st.Memory > int64(memory+hoarders*(64<<10)) || st.Memory < int64(hoarders*min(hoard, 4<<10)) {
			t.Errorf("hoards of %d: %d octets held", hoard, st.Memory)
		}
		s := g.Stream(validate.TPKTs)
		cn := octets(t, usualCN)
		half := len(cn) / 2
		for i, c := range []struct {
			from osi.Direction
			b    []byte
			want validate.Action
		}{
			{initiator, octets(t, "0300000b06e000001234"), validate.Hold},
			{initiator, []byte{0}, validate.Pass},
			{responder, octets(t, "0300000b06d01234567800"), validate.Pass},
			{initiator, append([]byte{3, 0, 0, byte(half + 7), 2, 0xf0, 0}, cn[:half]...), validate.Hold},
			{initiator, append([]byte{3, 0, 0, byte(len(cn) - half + 7), 2, 0xf0, 0x80}, cn[half:]...), validate.Pass},
		} {
			if v, _ := s.Check(c.from, c.b); v.Action != c.want {
				t.Errorf("hoards of %d, innocent step %d: %s", hoard, i, outcome(v))
				break
			}
		}
	}
}

// No number of ours is in the text of an error.
func TestFaultTexts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy  validate.Policy
		carrier validate.Carrier
		units   []string // of the initiator; the last is rejected
		bad     []string
	}{
		"DT after CN": {validate.Policy{Top: osi.Session}, validate.TSDUs, []string{"0d0c050613010016010214020002", "0100010041"}, []string{"want 0x01", "want 1"}},
		"DT first":    {validate.Strict(), validate.TSDUs, []string{"0100010041"}, []string{"got 0x01, want 0x01", "got 1, want 1"}},
		"DN first":    {validate.Policy{Top: osi.Session}, validate.TSDUs, []string{"0d0c050613010016010214020002", "0a00"}, []string{"got 0x0a, want 0x0", "got 10, want"}},
		"called TSAP": {validate.Policy{CalledTSAPs: []osi.Selector{{1}}}, validate.NSDUs, []string{"06e00000123400"}, []string{"(octet 0, policy)"}},
		"closed":      {validate.Strict(), validate.TSDUs, []string{"0100010041", "0100010041"}, []string{"got 0x00"}},
	} {
		s := guard(t, c.policy).Stream(c.carrier)
		for i, u := range c.units {
			v, _ := s.Check(0, octets(t, u))
			if i < len(c.units)-1 {
				continue
			}
			if v.Err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			for _, bad := range c.bad {
				if strings.Contains(v.Err.Error(), bad) {
					t.Errorf("%s: %v", name, v.Err)
				}
			}
		}
	}
}

// What the innocent side still sends behind a rejection is no rejection of its own.
func TestInnocentAfterReject(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Strict())
	s := g.Stream(validate.TSDUs)
	for i, u := range []string{usualCN, "0d00"} {
		v, _ := s.Check(0, octets(t, u))
		if want := i == 1; (v.Action == validate.Reject) != want {
			t.Fatalf("step %d: %v", i, v.Err)
		}
	}
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: t.TempDir() + "/q.pcapng", Queue: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	for range 3 {
		v, _ := s.Check(responder, octets(t, "0903110101"))
		if v.Action != validate.Reject || !v.Late() || v.Reaction != validate.DropUnit || v.Answer != nil || v.From != responder {
			t.Fatal(outcome(v))
		}
		for range 100 { // the queue has room for one
			q.Put(validate.TSDUs, &v, time.Now(), "innocent")
		}
	}
	if q.Dropped() != 0 {
		t.Error("late units go to the quarantine")
	}
	if st := g.Stats(); st.Rejected != 1 || st.Late != 3 || st.Rules["validate.closed"] != 0 {
		t.Errorf("%+v", st)
	}
}

// noPanic runs f and reports a panic.
func noPanic(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s panics: %v", name, p)
		}
	}()
	f()
}

// closed reports a stream that takes anything.
func closed(t *testing.T, name string, s *validate.Stream) {
	t.Helper()
	noPanic(t, name, func() {
		v, rest := s.Check(initiator, octets(t, "0300000b06e00000123400"))
		if v.Action != validate.Reject || !v.Late() || !s.Closed() || len(rest) > 0 || s.Held() != 0 || s.Pending() != 0 {
			t.Errorf("%s: %s", name, outcome(v))
		}
		if v := s.CheckSSDU(responder, 99, nil); v.Action != validate.Reject {
			t.Errorf("%s: %s", name, outcome(v))
		}
		if err := s.Inspect(nil, approve); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		s.Close()
		s.Close()
	})
}

// What means nothing is refused, or closed, and never a panic.
func TestMisuse(t *testing.T) {
	t.Parallel()
	noPanic(t, "zero Error", func() { _ = (&osi.Error{}).Error() })
	closed(t, "zero Stream", new(validate.Stream))
	closed(t, "zero Guard", new(validate.Guard).Stream(validate.TPKTs))
	g := guard(t, validate.Strict())
	closed(t, "unknown carrier", g.Stream(99))
	s := g.Stream(validate.TPKTs)
	s.Close()
	closed(t, "closed Stream", s)
	noPanic(t, "Stats of a zero Guard", func() { _ = new(validate.Guard).Stats() })
	if st := g.Stats(); st.Streams != 0 || st.Memory != 0 || st.Rejected != 0 {
		t.Errorf("%+v", st)
	}
	noPanic(t, "an unknown direction", func() {
		s := g.Stream(validate.TPKTs)
		_, _ = s.Check(initiator, octets(t, "0300000b06e00000123400"))
		if v, _ := s.Check(7, octets(t, "0300000b06d01234567800")); v.Action != validate.Pass {
			t.Error(outcome(v))
		}
	})
	noPanic(t, "an unknown primitive", func() {
		s := g.Stream(validate.SSDUs)
		if v := s.CheckSSDU(initiator, 99, []byte{0x30, 0}); v.Action != validate.Reject || v.Late() {
			t.Error(outcome(v))
		}
	})
	for name, c := range map[string]*stack.Conn{"zero Conn": new(stack.Conn), "Conn of an unknown carrier": stack.New(stack.Config{}).Conn(99)} {
		noPanic(t, name, func() {
			u, rest := c.Next(initiator, octets(t, "0300000b06e00000123400"), func(*stack.Event) bool { return true })
			if u.State != stack.Invalid || u.Fault.Err == nil || u.Fault.Err.ID != "stack.carrier" || len(rest) > 0 || c.DataUnit(responder, octets(t, realDT)) != 0 {
				t.Errorf("%s: %+v", name, u)
			}
		})
	}
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: t.TempDir() + "/q.pcapng", Size: 1 << 20, Files: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	noPanic(t, "Put, carrier 99", func() { q.Put(99, &validate.Verdict{Action: validate.Reject}, time.Now(), "x") })
	noPanic(t, "Put, without an error", func() { q.Put(validate.TPKTs, &validate.Verdict{Action: validate.Reject}, time.Now(), "x") })
	noPanic(t, "Put, nil", func() { q.Put(validate.TPKTs, nil, time.Now(), "x") })
	noPanic(t, "zero Quarantine", func() {
		var q validate.Quarantine
		if q.Put(validate.TPKTs, &validate.Verdict{Action: validate.Reject}, time.Now(), "x") || q.Dropped() != 1 || q.Close() != nil {
			t.Error("the zero Quarantine is not a closed one")
		}
	})
	noPanic(t, "zero Verdict", func() {
		var v validate.Verdict
		_, _ = v.LogValue(), v.Late()
		for range v.Units() {
			continue
		}
	})
}

// Policy.PDUs has names of PDUs only.
func TestPDUNames(t *testing.T) {
	t.Parallel()
	for name, pdus := range map[string]validate.PDUs{
		"no PDU": {osi.Session: {"CN", "connect"}}, "misspelt": {osi.Session: {"MAAX"}}, "no layer": {99: {"CN"}},
		"of another layer": {osi.Transport: {"CN"}}, "empty": {osi.Presentation: {""}}, "zero layer": {0: {"CN"}},
	} {
		_, err := validate.New(validate.Policy{PDUs: pdus})
		if e := osi.AsError(err); e == nil || e.ID != "validate.policy-pdu" {
			t.Errorf("%s: %v", name, err)
		}
	}
	all := validate.PDUs{
		osi.XOT:          {"PVC-SETUP"},
		osi.X25:          {"CALL", "CALL-ACC", "CLEAR", "CLEAR-CONF", "DATA", "INT", "INT-CONF", "RR", "RNR", "REJ", "RESET", "RESET-CONF", "RESTART", "RESTART-CONF", "DIAG"},
		osi.Transport:    {"CR", "CC", "DR", "DC", "DT", "ED", "AK", "EA", "RJ", "ER"},
		osi.Session:      {"CN", "AC", "RF", "FN", "DN", "NF", "AB", "AA", "DT", "EX", "TD", "GT", "PT", "MIP", "MIA", "MAP", "MAA/AEA", "RS", "RA", "PR", "AS", "AR", "AI", "AIA", "AD", "ADA", "AE", "CD", "CDA", "ER", "ED", "OA", "CDO", "GTC", "GTA"},
		osi.Presentation: {"CP", "CPA", "CPR", "ARU", "ARP", "AC", "ACA", "RS", "RSA", "TD"},
		osi.ACSE:         {"AARQ", "AARE", "RLRQ", "RLRE", "ABRT"},
		osi.RTSE:         {"RTORQ", "RTOAC", "RTORJ", "RTTP", "RTTR", "RTAB"},
	}
	g := guard(t, validate.Policy{PDUs: all, Tolerate: validate.Usual})
	s := associated(t, g)
	if v, _ := s.Check(initiator, octets(t, realDT)); v.Action != validate.Pass {
		t.Error(outcome(v))
	}
}

// A CN with the CP and AARQ of a client of MMS.
const usualCN = "0d8d0506130100160102140200023302000134020001c1773175a003800101a26e8102000182020001a423300f020101060452010001300406025101" +
	"3010020103060528ca22020130040602510161" +
	"3f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18"
