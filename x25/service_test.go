package x25_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

func call(t *testing.T, text string) *x25.CallRequest {
	t.Helper()
	var p x25.CallRequest
	if err := p.Decode(octets(t, text)); err != nil {
		t.Fatal(text, err)
	}
	return &p
}

func accepted(t *testing.T, text string) *x25.CallAccepted {
	t.Helper()
	var p x25.CallAccepted
	if err := p.Decode(octets(t, text)); err != nil {
		t.Fatal(text, err)
	}
	return &p
}

// An answer lies between the proposal and the default, does not raise the throughput, and has user
// data as the call permits. Got and Want are the octets.
func TestAgrees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ call, answer, want string }{
		{"10 01 0B 00 03 42 09 0A", "10 01 0F", "ok"},
		{"10 01 0B 00 03 42 09 0A", "10 01 0F 00 03 42 09 0A", "ok"},
		{"10 01 0B 00 03 42 09 0A", "10 01 0F 00 03 42 07 07", "ok"},
		{"10 01 0B 00 03 42 09 0A", "10 01 0F 00 03 42 06 07", "negotiation 6 06"},
		{"10 01 0B 00 03 42 09 0A", "10 01 0F 00 03 42 0A 07", "negotiation 6 0a"},
		{"10 01 0B 00 03 42 09 0A", "10 01 0F 00 03 42 09 0B", "negotiation 7 0b"},
		{"10 01 0B 00 03 42 09 0A", "10 01 0F 00 03 42 09 06", "negotiation 7 06"},
		{"10 01 0B 00 03 42 05 04", "10 01 0F 00 03 42 07 04", "ok"},
		{"10 01 0B 00 03 42 05 04", "10 01 0F 00 03 42 08 04", "negotiation 6 08"},
		{"10 01 0B 00 03 42 05 04", "10 01 0F 00 03 42 04 04", "negotiation 6 04"},
		{"10 01 0B 00 03 43 05 01", "10 01 0F 00 03 43 02 02", "ok"},
		{"10 01 0B 00 03 43 05 01", "10 01 0F 00 03 43 05 01", "ok"},
		{"10 01 0B 00 03 43 05 01", "10 01 0F 00 03 43 06 01", "negotiation 6 06"},
		{"10 01 0B 00 03 43 05 01", "10 01 0F 00 03 43 01 01", "negotiation 6 01"},
		{"10 01 0B 00 03 43 05 01", "10 01 0F 00 03 43 05 03", "negotiation 7 03"},
		{"10 01 0B 00 00", "10 01 0F 00 06 42 0C 0C 43 07 07", "ok"},
		{"10 01 0B 00 06 42 07 07 43 05 01", "10 01 0F 22 12 34 03 43 05 03", "negotiation 9 03"},
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 02 02 BA", "ok"},
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 02 02 AA", "ok"},
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 02 02 CA", "throughput-negotiation 6 ca"},
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 02 02 BB", "throughput-negotiation 6 bb"},
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 03 4C 0B 0A", "ok"}, // the same classes in the other format
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 03 4C 2C 2C", "throughput-negotiation 6 2c"},
		{"10 01 0B 00 02 02 BA", "10 01 0F 00 03 4C 0B 0B", "throughput-negotiation 7 0b"},
		{"10 01 0B 00 03 4C 07 07", "10 01 0F 00 02 02 77", "ok"},
		{"10 01 0B 00 03 4C 07 07", "10 01 0F 00 02 02 D7", "throughput-negotiation 6 d7"},
		{"10 01 0B 00 05 02 77 4C 0D 0D", "10 01 0F 00 03 4C 0D 0D", "ok"},
		{"10 01 0B 00 03 4C 0D 0E", "10 01 0F 00 03 4C 0D 0E", "ok"},
		{"10 01 0B 00 03 4C 0D 0E", "10 01 0F 00 03 4C 0E 0E", "throughput-negotiation 6 0e"},
		{"10 01 0B 00 03 4C 0D 0E", "10 01 0F 00 03 4C 0D 0F", "throughput-negotiation 7 0f"},
		{"10 01 0B 00 00", "10 01 0F 00 02 02 DD", "ok"},
		{"10 01 0B 00 02 01 80", "10 01 0F 00 00 41", "ok"},
		{"10 01 0B 00 02 01 40", "10 01 0F 00 00 41", "fast-select-data 5 01"},
		{"10 01 0B 00 00", "10 01 0F 22 12 34 02 02 BB 41 42", "fast-select-data 9 02"},
		{"10 01 0B 00 02 01 C0", "10 01 0F", "restricted-response 2 0f"},
		{"10 01 0B 00 02 01 C0", "10 01 0F 00 00 41", "restricted-response 2 0f"},
	} {
		if got := outcome(accepted(t, c.answer).Agrees(call(t, c.call))); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.answer, c.call, got, c.want)
		}
	}
	if e := osi.AsError(accepted(t, "10 01 0F 00 03 42 0A 07").Agrees(call(t, "10 01 0B 00 03 42 09 0A"))); e.Got != 10 || e.Want != 9 {
		t.Errorf("%d, %d", e.Got, e.Want)
	}
	if e := osi.AsError(accepted(t, "10 01 0F 00 02 02 CA").Agrees(call(t, "10 01 0B 00 02 02 BA"))); e.Want != 0xba {
		t.Errorf("%x", e.Want)
	}
	for _, c := range []struct{ call, clear, want string }{
		{"", "10 01 13 00 00 00 00 41", "fast-select-data 7 01"},
		{"", "10 01 13 00 00", "ok"},
		{"10 01 0B 00 02 01 80", "10 01 13 00 00 00 00 41", "ok"},
		{"10 01 0B 00 02 01 C0", "10 01 13 00 00 00 00 41", "ok"},
		{"10 01 0B 00 00", "10 01 13 00 00 00 00 41", "fast-select-data 7 01"},
		{"10 01 0B 00 00", "10 01 13 00 00 00 04 D1 02 C0 00 41*16", "ok"},
		{"10 01 0B 00 00", "10 01 13 00 00 00 04 D1 02 C0 00 41*17", "fast-select-data 11 11"},
		{"", "10 01 13 00 00 00 04 D1 02 C0 00 41", "ok"},
		{"10 01 0B 00 00", "10 01 13 00 00 02 12 02 08 01 41", "fast-select-data 10 01"},
	} {
		var p x25.ClearRequest
		if err := p.Decode(octets(t, c.clear)); err != nil {
			t.Fatal(err)
		}
		var of *x25.CallRequest
		if c.call != "" {
			of = call(t, c.call)
		}
		if got := outcome(p.Agrees(of)); got != c.want {
			t.Errorf("%s of %q: %s, want %s", c.clear, c.call, got, c.want)
		}
	}
}

// What a call and its answer agree on for flow control: facilities 42 and 43, else what was there
// before, else the defaults.
func TestFlowControl(t *testing.T) {
	t.Parallel()
	flow := func(a, b, c, d int) x25.FlowControl {
		return x25.FlowControl{PacketSizes: x25.PacketSizes{FromCalled: a, FromCalling: b}, WindowSizes: x25.WindowSizes{FromCalled: c, FromCalling: d}}
	}
	for field, want := range map[string]x25.FlowControl{
		"": flow(128, 128, 2, 2), "42 08 04": flow(256, 16, 2, 2), "43 07 01": flow(128, 128, 7, 1), "01 00 42 0C 04 43 07 01": flow(4096, 16, 7, 1),
	} {
		if got := x25.FacilityField(octets(t, field)).FlowControl(x25.FlowControl{}); got != want {
			t.Errorf("%s: %+v", field, got)
		}
	}
	other := flow(512, 1024, 3, 4)
	if got := x25.FacilityField(nil).FlowControl(other); got != other {
		t.Errorf("%+v", got)
	}
	if got := (x25.FacilityField{0x43, 5, 6}).FlowControl(other); got != flow(512, 1024, 5, 6) {
		t.Errorf("%+v", got)
	}
}

// What a call for the OSI network service has agreed on, and what is refused without, X.223 6.2.3,
// 6.2.4, 8.2.1 and 12.
func TestNetworkService(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		call, answer string
		want         x25.NetworkService
	}{
		{"10 01 0B 00 00", "10 01 0F", x25.NetworkService{}},
		{"50 01 0B 00 00", "10 01 0F", x25.NetworkService{}},
		{"10 01 0B 00 00", "50 01 0F", x25.NetworkService{}},
		{"50 01 0B 00 00", "50 01 0F", x25.NetworkService{ReceiptConfirmation: true}},
		{"10 01 0B 00 04 00 0F 0B 01", "10 01 0F", x25.NetworkService{}},
		{"10 01 0B 00 00", "10 01 0F 00 04 00 0F 0B 01", x25.NetworkService{}},
		{"10 01 0B 00 04 00 0F 0B 01", "10 01 0F 00 04 00 0F 0B 00", x25.NetworkService{}},
		{"10 01 0B 00 04 00 0F 0B 00", "10 01 0F 00 04 00 0F 0B 01", x25.NetworkService{}},
		{"10 01 0B 00 04 00 0F 0B 01", "10 01 0F 00 04 00 0F 0B 01", x25.NetworkService{ExpeditedData: true}},
	} {
		if got := x25.NegotiatedService(call(t, c.call), accepted(t, c.answer)); got != c.want {
			t.Errorf("%s, %s: %+v", c.call, c.answer, got)
		}
	}
	all := x25.NetworkService{ReceiptConfirmation: true, ExpeditedData: true}
	for _, c := range []struct {
		n            x25.NetworkService
		octets, want string
	}{
		{x25.NetworkService{}, "10 01 00 41", "ok"},
		{x25.NetworkService{}, "10 01 10 41", "ok"},
		{all, "90 01 00 41", "service-q 0 01"},
		{x25.NetworkService{ExpeditedData: true}, "50 01 00 41", "service-d 0 01"},
		{all, "50 01 00 41", "ok"},
		{all, "50 01 10 41", "service-more 2 01"},
		{x25.NetworkService{ReceiptConfirmation: true}, "10 01 23 41", "service-interrupt 2 23"},
		{all, "10 01 23 41", "ok"},
		{x25.NetworkService{}, "10 01 27", "ok"},
		{x25.NetworkService{}, "10 01 0B 00 00", "ok"},
		{x25.NetworkService{}, "10 01 1B 00 00", "ok"},
	} {
		p, err := x25.Parse(octets(t, c.octets))
		if err != nil {
			t.Fatal(err)
		}
		if got := outcome(c.n.Check(p)); got != c.want {
			t.Errorf("%+v, %s: %s, want %s", c.n, c.octets, got, c.want)
		}
	}
	for text, want := range map[string]string{
		"10 01 0B 00 00": "service-call 5 00", "10 01 0B 22 12 34 00": "service-call 7 00", "10 01 0B 00 02 02 BB": "ok", "10 01 0B 00 03 4C 0D 0D": "ok", "10 01 0B 00 04 00 0F 0A BB": "service-call 5 00",
	} {
		if got := outcome(x25.CheckServiceCall(call(t, text))); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Category A is full, M 1 and D 0, X.25 4.3.5.
func TestCategoryA(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m, d bool
		n    int
		want bool
	}{{true, false, 16, true}, {true, true, 16, false}, {false, false, 16, false}, {true, false, 15, false}, {true, false, 17, false}} {
		p := x25.Data{M: c.m, D: c.d, UserData: make([]byte, c.n)}
		if p.CategoryA(16) != c.want {
			t.Errorf("%+v", c)
		}
	}
}

// What a Reassembler takes, refuses and keeps, step by step: "M" is M 1, "Q", "D"; a number of
// octets; and the outcome.
func TestReassembler(t *testing.T) {
	t.Parallel()
	type step struct {
		bits string
		n    int
		want string // "more", the length of the sequence as "=n", or the outcome of the error
	}
	size16, limited := x25.Reassembler{PacketSize: 16}, x25.Reassembler{Limits: osi.Limits{TSDU: 20, Segments: 3}}
	for name, c := range map[string]struct {
		r     x25.Reassembler
		m     x25.Modulo
		steps []step
	}{
		"empty":               {steps: []step{{"", 0, "=0"}, {"M", 0, "more"}, {"", 0, "=0"}}},
		"of two":              {steps: []step{{"M", 5, "more"}, {"", 3, "=8"}, {"", 4, "=4"}, {"M", 1, "more"}, {"M", 2, "more"}, {"", 0, "=3"}}},
		"size":                {r: size16, steps: []step{{"", 16, "=16"}, {"", 17, "packet-size 19 11"}, {"M", 16, "more"}, {"", 17, "packet-size 19 11"}, {"", 1, "=1"}}},
		"size, modulo 128":    {r: size16, m: x25.Modulo128, steps: []step{{"", 17, "packet-size 20 11"}, {"M", 15, "partially-full 3 01"}}},
		"partial":             {r: size16, steps: []step{{"M", 15, "partially-full 2 01"}, {"MD", 15, "more"}, {"M", 16, "more"}, {"M", 15, "partially-full 2 01"}, {"", 1, "=1"}}},
		"partial, no size":    {steps: []step{{"M", 15, "more"}, {"", 1, "=16"}}},
		"Q changes":           {steps: []step{{"MQ", 1, "more"}, {"", 1, "qualifier 0 00"}, {"M", 1, "more"}, {"Q", 1, "qualifier 0 01"}, {"MQ", 1, "more"}, {"Q", 1, "=2"}, {"", 1, "=1"}}},
		"limit of octets":     {r: limited, steps: []step{{"", 20, "=20"}, {"", 21, "sequence-limit 0 15"}, {"M", 10, "more"}, {"", 10, "=20"}, {"M", 10, "more"}, {"", 11, "sequence-limit 10 15"}, {"", 1, "=1"}}},
		"limit of packets":    {r: limited, steps: []step{{"M", 1, "more"}, {"M", 1, "more"}, {"", 1, "=3"}, {"M", 1, "more"}, {"M", 1, "more"}, {"M", 1, "more"}, {"", 1, "packet-limit 3 04"}, {"", 1, "=1"}}},
		"packet over 4096":    {steps: []step{{"", 4097, "=4097"}}},
		"limit over a packet": {r: x25.Reassembler{Limits: osi.Limits{TSDU: 5000}}, steps: []step{{"", 4999, "=4999"}, {"", 5001, "sequence-limit 0 1389"}}},
	} {
		r, held := c.r, 0
		for i, s := range c.steps {
			p := x25.Data{Header: x25.Header{LCI: 1, Format: x25.Format{Modulo: c.m}}, M: strings.Contains(s.bits, "M"), D: strings.Contains(s.bits, "D"), Q: strings.Contains(s.bits, "Q"), UserData: bytes.Repeat([]byte{byte(i)}, s.n)}
			sdu, done, err := r.Add(&p)
			got := outcome(err)
			switch {
			case err != nil && (sdu != nil || done):
				t.Errorf("%s %d: %x beside an error", name, i, sdu)
			case err == nil && done:
				got = "=" + strconv.Itoa(len(sdu))
			case err == nil:
				got = "more"
			}
			if held += s.n; !p.M || err != nil {
				held = 0
			}
			if got != s.want || r.Len() != held || r.Pending() != (got == "more") {
				t.Errorf("%s %d: %s, want %s; %d octets held, want %d; pending: %v", name, i, got, s.want, r.Len(), held, r.Pending())
			}
		}
	}
	var r x25.Reassembler
	if _, _, err := r.Add(&x25.Data{M: true, UserData: []byte{1}}); err != nil || r.Len() != 1 {
		t.Error(err)
	}
	if r.Reset(); r.Len() != 0 || r.Pending() {
		t.Error("octets held behind Reset")
	}
	sdu, done, _ := r.Add(&x25.Data{UserData: []byte{2}})
	if !done || !bytes.Equal(sdu, []byte{2}) {
		t.Errorf("% x", sdu)
	}
}

// A packet whose data nobody wants is checked, and not held: a sequence may have any length.
func TestSequencesCheck(t *testing.T) {
	t.Parallel()
	s := x25.Sequences{Limits: osi.Limits{TSDU: 1, Segments: 1}}
	for _, c := range []struct {
		q, m bool
		data string
		want string
	}{
		{false, true, "0123456789012345", "ok"},
		{false, true, "0123456789012345", "ok"},
		{false, false, "0123456", "ok"},
		{true, false, "0123456", "ok"},
		{true, true, "0123456789012345", "ok"},
		{false, true, "0123456789012345", "qualifier 0 00"},
		{false, true, "0", "partially-full 2 01"},
		{false, false, "01234567890123456", "packet-size 19 11"},
	} {
		if got := outcome(s.Check(&x25.Data{Q: c.q, M: c.m, UserData: []byte(c.data)}, 16)); got != c.want || s.Len(0) != 0 {
			t.Errorf("%+v: %s, %d octets held", c, got, s.Len(0))
		}
	}
	if n := s.Open(); n != 0 {
		t.Errorf("%d sequences are open", n)
	}
}

// Sequences of several channels do not touch each other; Drop and Reset forget them; a limit keeps
// the others.
func TestSequences(t *testing.T) {
	t.Parallel()
	s := x25.Sequences{Limits: osi.Limits{Channels: 2}}
	add := func(lci uint16, m bool, size int, data string) string {
		sdu, done, err := s.Add(&x25.Data{Header: x25.Header{LCI: lci}, M: m, UserData: []byte(data)}, size)
		switch {
		case err != nil:
			return outcome(err)
		case done:
			return "=" + string(sdu)
		}
		return ""
	}
	check := func(got, want string, open int) {
		t.Helper()
		if got != want || s.Open() != open {
			t.Errorf("%q, %d open; want %q, %d", got, s.Open(), want, open)
		}
	}
	check(add(1, true, 0, "a"), "", 1)
	check(add(2, true, 0, "bc"), "", 2)
	check(add(3, true, 0, "x"), "channel-limit 0 03", 2)
	check(add(3, false, 0, "y"), "=y", 2)
	check(add(1, true, 0, "d"), "", 2)
	if s.Len(1) != 2 || s.Len(2) != 2 || s.Len(3) != 0 {
		t.Error(s.Len(1), s.Len(2), s.Len(3))
	}
	check(add(1, false, 0, "e"), "=ade", 1)
	check(add(2, false, 1, "fg"), "packet-size 4 02", 0)
	check(add(2, false, 1, "f"), "=f", 0)
	check(add(1, true, 0, "a"), "", 1)
	s.Drop(1)
	check(add(1, false, 0, "b"), "=b", 0)
	check(add(1, true, 0, "a"), "", 1)
	check(add(2, true, 0, "a"), "", 2)
	s.Reset()
	check(add(2, false, 0, "c"), "=c", 0)
}

// A sequence of several packets, whatever its size: sizes out of range are taken to the nearest,
// P(S) counts on, D stands in the last.
func TestPacketsEdges(t *testing.T) {
	t.Parallel()
	count := func(first x25.Data, n, size int) (ps []uint8, lengths []int) {
		for p := range x25.Packets(first, make([]byte, n), size) {
			ps, lengths = append(ps, p.PS), append(lengths, len(p.UserData))
			if cap(p.UserData) != len(p.UserData) || p.PR != first.PR || p.Q != first.Q {
				t.Errorf("%+v", p)
			}
		}
		return ps, lengths
	}
	ps, lengths := count(x25.Data{PS: 6, PR: 3, Q: true}, 33, 1)
	if !slices.Equal(ps, []uint8{6, 7, 0}) || !slices.Equal(lengths, []int{16, 16, 1}) {
		t.Error(ps, lengths)
	}
	ps, lengths = count(x25.Data{PS: 126, Header: x25.Header{Format: x25.Format{Modulo: x25.Modulo128}}}, 3*4096, 5000)
	if !slices.Equal(ps, []uint8{126, 127, 0}) || !slices.Equal(lengths, []int{4096, 4096, 4096}) {
		t.Error(ps, lengths)
	}
	if ps, lengths = count(x25.Data{}, 0, 128); !slices.Equal(lengths, []int{0}) || len(ps) != 1 {
		t.Error(ps, lengths)
	}
	for p := range x25.Packets(x25.Data{D: true}, make([]byte, 40), 16) {
		if p.D || !p.M {
			t.Errorf("%+v", p)
		}
		break
	}
}
