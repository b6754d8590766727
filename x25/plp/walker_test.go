package plp_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// A walker is one end of a walk: a machine, a user who does at random what the machine allows, and
// what has been sent to it and not yet arrived.
type walker struct {
	m    *plp.Machine
	dec  x25.Decoder
	in   [][]byte
	out  [][]byte // on the way to the judge
	peer *walker
	rng  *rand.Rand

	sent  map[uint16]int          // DATA packets sent on a channel since the last reset
	taken map[uint16]int          // and received
	kept  map[uint16]map[int]data // those that may have to be sent again, by their number
	ack   map[uint16]int          // number of the first of them
	log   *[]string
	name  string
	count map[string]int
	loses bool              // loses DATA that has arrived, at random
	judge *judge            // nil: none
	asked x25.FacilityField // of the REGISTRATION REQUEST that came last
	from  osi.Direction
}

// data is what is sent in a DATA packet.
type data struct {
	octets []byte
	m, d   bool
}

func newWalker(t testing.TB, name string, p plp.Profile, rng *rand.Rand, log *[]string, count map[string]int) *walker {
	t.Helper()
	m, err := plp.New(p)
	must(t, err)
	w := &walker{m: m, rng: rng, name: name, log: log, count: count}
	w.forget()
	return w
}

func (w *walker) forget() {
	w.sent, w.taken, w.ack, w.kept = map[uint16]int{}, map[uint16]int{}, map[uint16]int{}, map[uint16]map[int]data{}
}

func (w *walker) reset(lci uint16) {
	delete(w.sent, lci)
	delete(w.taken, lci)
	delete(w.ack, lci)
	delete(w.kept, lci)
}

// transmit puts a packet on the link.
func (w *walker) transmit(p x25.Packet) error {
	b, err := p.AppendBinary(nil)
	if err != nil {
		return fmt.Errorf("%s: %v does not encode: %w", w.name, p, err)
	}
	*w.log = append(*w.log, fmt.Sprintf("%s > %x", w.name, b))
	w.count[p.String()]++
	if w.judge != nil {
		w.out = append(w.out, b)
	} else {
		w.peer.in = append(w.peer.in, b)
	}
	return nil
}

// forward takes the first packet that was sent past the judge.
func (w *walker) forward() error { return w.pass(false) }

func (w *walker) pass(repeated bool) error {
	b := w.out[0]
	w.out = w.out[1:]
	ok, err := w.judge.see(w.from, b, repeated)
	if ok {
		w.peer.in = append(w.peer.in, b)
	}
	return err
}

// underWay returns the number of packets on the link.
func (w *walker) underWay() int { return len(w.in) + len(w.out) + len(w.peer.in) + len(w.peer.out) }

// outcome does what an event of the machine asks for.
func (w *walker) outcome(o plp.Outcome) error {
	if o.Indications.Has(plp.IndRestarted) {
		w.forget()
	}
	if o.Indications&(plp.IndCleared|plp.IndReset|plp.IndClearConfirmed|plp.IndConnected|plp.IndResetConfirmed) != 0 {
		w.reset(o.Channel)
	}
	if o.Indications.Has(plp.IndCollided) {
		w.count["collision"]++
	}
	if o.Indications.Has(plp.IndRetransmit) {
		w.count["retransmit"]++
	}
	for range o.Confirmed {
		delete(w.kept[o.Channel], w.ack[o.Channel])
		w.ack[o.Channel]++
	}
	for _, p := range o.Packets {
		if err := w.transmit(p); err != nil {
			return err
		}
	}
	return nil
}

// arrive takes the packet that has arrived first. The peer must have been allowed to send it.
func (w *walker) arrive() error {
	b := w.in[0]
	w.in = w.in[1:]
	w.dec.Format = w.m.Format()
	w.dec.Format.Sender = w.dec.Format.Sender.Opposite()
	p, err := w.dec.Decode(b)
	if err != nil {
		return fmt.Errorf("%s: %x: %w", w.name, b, err)
	}
	if r, ok := p.(*x25.RegistrationRequest); ok {
		w.asked = r.Clone().Elements
	}
	d, isData := p.(*x25.Data)
	if isData && w.loses && w.rng.IntN(8) == 0 {
		w.count["lost"]++
		return nil
	}
	o, err := w.m.Receive(p)
	if err != nil {
		return fmt.Errorf("%s: %x: %w", w.name, b, err)
	}
	if isData && o.Indications.Has(plp.IndData) {
		if n := w.taken[d.LCI]; len(d.UserData) == 0 || d.UserData[0] != byte(n) {
			return fmt.Errorf("%s: DATA %x, want number %d", w.name, b, n)
		}
		w.taken[d.LCI]++
	}
	return w.outcome(o)
}

// say sends a packet if the machine allows it.
func (w *walker) say(p x25.Packet) error {
	o, err := w.m.Request(p)
	if err != nil {
		return nil
	}
	switch p := p.(type) {
	case *x25.Data:
		w.count["again"]++
	case *x25.ClearRequest, *x25.ClearConfirmation, *x25.ResetRequest, *x25.ResetConfirmation, *x25.CallAccepted:
		w.reset(p.Channel())
	case *x25.RestartRequest:
		w.forget()
	}
	if err := w.transmit(p); err != nil {
		return err
	}
	return w.outcome(o)
}

// sendData sends the next DATA, or one again.
func (w *walker) sendData(lci uint16) error {
	if w.m.Window(lci) == 0 {
		return nil
	}
	ps, pr := w.m.Numbers(lci)
	most := 7
	if w.m.Format().Modulo == x25.Modulo128 {
		most = 127
	}
	n := w.ack[lci] + (int(ps)-w.ack[lci])&most // the number of the packet with that P(S)
	out, again := w.kept[lci][n]
	if !again {
		send, _ := w.m.Flow(lci)
		out = data{m: w.rng.IntN(3) == 0, d: w.rng.IntN(5) == 0}
		out.octets = make([]byte, 1+w.rng.IntN(send.PacketSize))
		if out.m {
			out.octets = make([]byte, send.PacketSize)
		}
		out.octets[0] = byte(n)
	}
	if w.rng.IntN(3) == 0 {
		_, pr = w.m.Numbers(lci)
	}
	p := &x25.Data{Header: w.m.Header(lci), D: out.d, M: out.m, PS: ps, PR: pr, UserData: out.octets}
	o, err := w.m.Request(p)
	if err != nil {
		return fmt.Errorf("%s: refused within the window: %w", w.name, err)
	}
	if w.kept[lci] == nil {
		w.kept[lci] = map[int]data{}
	}
	w.kept[lci][n] = out
	if err := w.transmit(p); err != nil {
		return err
	}
	return w.outcome(o)
}

// act does something at random.
func (w *walker) act(channels int) error {
	lci := uint16(1 + w.rng.IntN(channels))
	h := w.m.Header(lci)
	causes := w.rng.IntN(2) * 0x80
	if h.Sender == osi.DCE {
		causes = 9
	}
	_, pr := w.m.Numbers(lci)
	switch w.rng.IntN(24) {
	case 0:
		return w.say(&x25.ClearRequest{Header: h, Cause: x25.ClearCause(causes), Diagnostic: osi.Some(x25.DiagNormal)})
	case 1:
		return w.say(&x25.ResetRequest{Header: h, Cause: x25.ResetCause(causes), Diagnostic: osi.Some(x25.DiagNone)})
	case 2:
		return w.say(&x25.InterruptConfirmation{Header: h})
	case 3:
		return w.say(&x25.Interrupt{Header: h, UserData: []byte{1}})
	case 4:
		return w.say(&x25.ReceiveNotReady{Header: h, PR: pr})
	case 5, 6:
		return w.say(&x25.ReceiveReady{Header: h, PR: pr})
	case 7, 8:
		return w.say(&x25.ClearConfirmation{Header: h})
	case 9, 10:
		return w.say(&x25.ResetConfirmation{Header: h})
	case 11:
		if w.rng.IntN(20) == 0 {
			h.LCI = 0
			return w.say(&x25.RestartRequest{Header: h, Cause: x25.RestartCause(causes &^ 9), Diagnostic: osi.Some(x25.DiagNone)})
		}
	case 12:
		h.LCI = 0
		switch w.rng.IntN(3) {
		case 0:
			return w.say(&x25.RegistrationRequest{Header: h, Registration: x25.Registration{Elements: w.elements()}})
		case 1:
			return w.say(&x25.RegistrationConfirmation{Header: h, Cause: x25.RegistrationConfirmed, Registration: x25.Registration{Elements: w.asked}})
		}
		return w.say(&x25.RestartConfirmation{Header: h})
	case 13, 14:
		return w.say(w.call(h))
	case 15, 16, 17:
		return w.say(w.answer(h))
	case 18:
		return w.timer(lci)
	default:
		return w.sendData(lci)
	}
	return nil
}

// elements asks for other defaults.
func (w *walker) elements() x25.FacilityField {
	window, size := byte(1+w.rng.IntN(7)), byte(4+w.rng.IntN(5))
	return x25.FacilityField{0x43, window, window, 0x42, size, size}
}

func (w *walker) call(h x25.Header) *x25.CallRequest {
	p := &x25.CallRequest{Header: h, D: w.rng.IntN(2) == 0}
	if w.rng.IntN(2) == 0 {
		size := func() int { return 16 << w.rng.IntN(5) }
		window := func() int { return 1 + w.rng.IntN(7) }
		p.Facilities, _ = x25.AppendFacilities(nil, h.Modulo, x25.PacketSizes{FromCalled: size(), FromCalling: size()}.Facility(),
			x25.WindowSizes{FromCalled: window(), FromCalling: window()}.Facility())
	}
	return p
}

// answer returns a CALL-ACC that takes what is proposed, or the default.
func (w *walker) answer(h x25.Header) *x25.CallAccepted {
	p := &x25.CallAccepted{Header: h, D: w.rng.IntN(2) == 0}
	if w.rng.IntN(2) == 0 {
		p.HasBlock = true
		p.Facilities, _ = x25.AppendFacilities(nil, h.Modulo, x25.PacketSizes{FromCalled: 128, FromCalling: 128}.Facility(),
			x25.WindowSizes{FromCalled: 2, FromCalling: 2}.Facility())
	}
	return p
}

// timer lets a timer expire. One that repeats a packet does so while nothing is under way, and the
// repetition arrives at once: two confirmations of one CLEAR would be an error, and X.25 has long
// timers so that there are none.
func (w *walker) timer(lci uint16) error {
	if w.rng.IntN(8) == 0 {
		lci = 0
	}
	for n := range plp.T28 {
		if !w.m.Timers(lci).Has(n) {
			continue
		}
		repeats := false
		if slices.Contains([]plp.Timer{plp.T10, plp.T12, plp.T13, plp.T20, plp.T22, plp.T23, plp.T27}, n) { // what the others lead to may cross anything
			if w.underWay() > 0 {
				continue
			}
			repeats = true
			if o, _ := w.m.Clone().Expire(n, lci); o.Indications.Has(plp.IndUnconfirmed) {
				continue // a late confirmation would be an error
			}
		}
		o, err := w.m.Expire(n, lci)
		if err != nil {
			return err
		}
		w.count["timer "+n.String()]++
		if err := w.outcome(o); err != nil || !repeats {
			return err
		}
		for len(w.out) > 0 {
			if err := w.pass(true); err != nil {
				return err
			}
		}
		for len(w.peer.in) > 0 {
			if err := w.peer.arrive(); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}
